"""Documents become tagged documents; texts become vectors."""
