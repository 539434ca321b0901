"""The simulated callers of demo, eval and bench."""
