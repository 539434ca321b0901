"""The REST API under /api: requests in, answers out as JSON, one shape for every error."""
