"""Who spoke when, from recordings."""
