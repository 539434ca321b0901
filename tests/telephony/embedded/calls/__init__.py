"""Who is let in, and one call's leg and sound."""
