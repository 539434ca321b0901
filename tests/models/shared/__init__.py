"""The worker's speech process."""
