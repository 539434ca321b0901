"""Wishes and values in what callers say."""
