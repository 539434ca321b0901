"""Tests of what a turn does, as its words say it."""
