"""A badly behaved web server on loopback, for the crawlers' tests."""
