"""What was done in the call, and telling it to who asks."""
