"""Supervisors at a call that LiveKit carries, from both ends of their way to it."""
