"""Hearing an answer: consent, values, keys, asides, and whether it is whole."""
