"""Calls without audio: `callcenter talk`, tests and evaluations type."""
