"""Monitors and their issues: what pages and API ask, and telling of an issue by webhook and e-mail."""
