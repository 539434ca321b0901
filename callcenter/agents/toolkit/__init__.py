"""What tools are made of: recording a call of one, proposing and committing a write, answering, parameters."""
