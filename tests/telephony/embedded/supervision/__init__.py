"""A worker's socket for supervisors."""
