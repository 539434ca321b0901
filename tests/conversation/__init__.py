"""Typed conversations with the shipped agents, the final database compared."""
