"""Several workers of one `serve`: where each stands, and the one SIP address callers know, which Kamailio has."""
