"""Operators' files: planned, applied and exported."""
