"""Days and times as callers say them, and as they correct them."""
