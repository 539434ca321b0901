"""Callers whose agent is gone."""
