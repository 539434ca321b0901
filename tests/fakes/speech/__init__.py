"""A call's speech without models."""
