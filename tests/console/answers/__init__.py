"""What pages and API both ask, mostly asked by the API."""
