"""The demonstration, from its command to what it leaves behind."""
