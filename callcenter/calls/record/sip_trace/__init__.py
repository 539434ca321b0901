"""SIP messages of calls, kept as files for whoever looks for a fault between us and a carrier."""
