"""Supervisors who step into a call."""
