"""Vectors of passages: found, filtered, rebuilt."""
