"""The verbs over operators' files."""
