"""The agents: one folder each (agent.yaml, tools.py, queries.sql), a roster that checks them, a builder for a call."""
