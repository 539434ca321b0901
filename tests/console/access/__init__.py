"""Who is let in, and what may be sent to the console."""
