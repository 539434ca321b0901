"""Nobody is left in a room without an agent: what the workers look for, and what they do."""
