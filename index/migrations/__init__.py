"""The schema's history, run by index/migrate.py."""
