"""Chains of models, and what becomes of a call when a link fails."""
