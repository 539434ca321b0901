"""Settings: every wrong value, and the files they come from."""
