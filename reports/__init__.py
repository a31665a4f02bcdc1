"""The index becomes what people read."""
