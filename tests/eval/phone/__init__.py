"""Stories told over the telephone."""
