"""Reviewing calls: score cards filled from facts, by people and by a model; the queue; the rules that fill it."""
