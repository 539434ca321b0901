"""The verbs about calls."""
