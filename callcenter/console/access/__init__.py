"""Who is let in, and to what: the table of roles and routes, passwords, sessions, the gate before every request."""
