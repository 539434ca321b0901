"""Tests of messages, tickets and call backs, as they are dictated, read back and written."""
