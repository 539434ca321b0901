"""Knowing a wish by its words: classifiers trained from examples, and everyday concepts."""
