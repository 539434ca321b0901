"""Who is let in, and to what: viewers, passwords, sessions, the middleware before every request."""
