"""The cluster: LiveKit's rooms, jobs and workers."""
