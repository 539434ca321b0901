"""Who is let in, and to what: viewers, passwords, sessions, the gate before every request."""
