"""Tagged documents become stored and findable."""
