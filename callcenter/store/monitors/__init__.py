"""Monitors: rules over a window of time, the issues they open, what is to be told of them."""
