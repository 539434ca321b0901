"""Postgres, and storage of objects."""
