"""Bytes become title, date, text and language."""
