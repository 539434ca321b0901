"""The sample business: its tables and what calls leave in them, its customers, and a fresh database's data.

A company brings its own in place of this folder; the agents' tools, and those all agents share, read its tables.
"""
