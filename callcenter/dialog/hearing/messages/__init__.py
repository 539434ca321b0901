"""Messages and tickets: what they say, and when and where their caller is to be called."""
