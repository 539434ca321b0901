"""Numbers in a caller's words."""
