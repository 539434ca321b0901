"""Who may use the console: signing in, one's own account, everybody's."""
