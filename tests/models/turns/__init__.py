"""When a caller has ended."""
