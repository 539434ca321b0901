"""Questions about what was done."""
