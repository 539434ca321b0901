"""Reviewing calls: the score card, the queue, and what reviewers found."""
