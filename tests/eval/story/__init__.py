"""Stories, read from their files."""
