"""What is kept of a call: its facts, the log made of them, and both in words for people."""
