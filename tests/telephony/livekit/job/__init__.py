"""One job: a call in a room."""
