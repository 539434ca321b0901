"""Stories told by typing."""
