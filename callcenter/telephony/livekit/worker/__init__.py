"""The worker process: how many jobs it takes, what they share, its metrics."""
