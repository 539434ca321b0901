"""Questions about what was done: what they ask, and of which deed."""
