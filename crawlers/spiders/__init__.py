"""The general ways to find pages, one file each."""
