"""Carries calls: the SIP stack of the single machine, and LiveKit rooms. The two never import each other."""
