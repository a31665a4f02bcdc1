"""The search, document and digest pages."""
