"""Calls about technicians' visits: questions in between, days put in place of each other."""
