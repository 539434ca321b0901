"""Knowing a wish by its words and a value by its schema: classifiers trained from examples, concepts, slots."""
