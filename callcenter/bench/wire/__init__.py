"""Hosted models' wire protocols, spoken on loopback by a process of its own, for the real plugins to talk to."""
