"""Phone mode: plays stories against the served product over real SIP at 8 kHz G.711, and listens as a caller does."""
