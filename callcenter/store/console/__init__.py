"""Who may use the console, their sessions and tokens, and the audit log."""
