"""The page layouts of the miniature world, as string templates."""
