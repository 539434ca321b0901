"""Agents' folders: read, checked, made anew, and what the sample agents' tools do."""
