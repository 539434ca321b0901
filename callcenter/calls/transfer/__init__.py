"""Sending a caller to a person: which numbers may be rung, and what the person is told."""
