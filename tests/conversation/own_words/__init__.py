"""Callers who say it their own way: how they ask back, correct, turn down, and name a time."""
