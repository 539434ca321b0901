"""Journals, recordings and SIP messages that are kept, and how they go."""
