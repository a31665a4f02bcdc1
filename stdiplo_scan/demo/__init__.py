"""A miniature world to crawl without a network."""
