"""The sample business: its customers, and the data a fresh database is filled with."""
