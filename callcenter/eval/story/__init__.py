"""A story as its file has it, what its caller knows and is asked for, and the caller who decides by it."""
