"""Stepping into a running call: the port for supervisors, and the call's end of it."""
