"""What was told last: what callers ask of it, and the days they mean by it."""
