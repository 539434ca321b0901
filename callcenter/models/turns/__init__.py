"""When a caller's turn is over."""
