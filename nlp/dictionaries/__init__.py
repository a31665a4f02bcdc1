"""Dictionaries of other languages: fetched by hash at set-up, made into small tables."""
