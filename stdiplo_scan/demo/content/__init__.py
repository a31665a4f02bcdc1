"""The texts of the miniature world: publishers, one file a week, and what a test may expect of them."""
