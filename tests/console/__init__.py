"""The web console as it runs, and what its tests share."""
