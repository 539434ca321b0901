"""The page of one call that is over."""
