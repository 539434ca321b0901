"""One call from INVITE to wrap-up: the session, its facts, the journal. Knows no SIP, no LiveKit room, no agent."""
