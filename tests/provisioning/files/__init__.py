"""What a file may have."""
