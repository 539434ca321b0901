"""Trunks, dispatch rules and opening hours, and which of them an incoming call falls under."""
