"""What callers' words mean."""
