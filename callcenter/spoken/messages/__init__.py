"""Words about messages and call backs: what a reply to one read back is made of."""
