"""The worker whose jobs take the calls."""
