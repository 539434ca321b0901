"""`serve`'s parent and its worker processes: what they are started with, tell each other and leave behind."""
