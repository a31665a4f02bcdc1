"""How a text of each language is cut into words that have English."""
