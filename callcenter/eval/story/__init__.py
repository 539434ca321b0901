"""A story as its file has it, what its caller knows, and what they are asked for."""
