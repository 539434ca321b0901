"""What applying does to the single machine and to LiveKit."""
