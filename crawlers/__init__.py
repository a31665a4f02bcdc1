"""Pages become documents."""
