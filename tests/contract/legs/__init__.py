"""One suite over every leg that carries a call."""
