"""The cluster's way to carry calls: rooms of a LiveKit server, jobs given to workers by agent name."""
