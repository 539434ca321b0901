"""What the engine says: templates of the agents' files, fixed phrases and their variety."""
