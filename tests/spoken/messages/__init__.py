"""Tests of what words about messages and call backs are made of."""
