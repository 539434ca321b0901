"""Servers of other people: models, sign-in, metrics, storage."""
