"""Trying a target before it is trusted: what its entry points answer, and which others it might have."""
