"""The reviewers' queue, and a call before its reviewer."""
