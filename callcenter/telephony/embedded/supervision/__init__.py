"""Supervisors on the single machine: each worker has a socket, by which its calls are watched and stepped into."""
