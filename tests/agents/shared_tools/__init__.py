"""The tools that all agents may have."""
