"""The calls that run now, and one of them."""
