"""Routing as files: trunks and dispatch rules are read, checked, compared with a target, applied and explained."""
