"""Calls at once through a worker of its own, against models that always answer alike or the real ones."""
