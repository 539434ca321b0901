"""Models on the device in a process of their own, which a worker's jobs share."""
