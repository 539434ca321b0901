"""What the engine says."""
