"""Chains of models: over to the next one on errors and stalls, and back."""
