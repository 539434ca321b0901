"""Postgres itself: the embedded server, its process and user, backups."""
