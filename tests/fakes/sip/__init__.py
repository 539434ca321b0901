"""SIP callers, carriers and an edge, none of them on our stack."""
