"""The SIP stack on the wire: what callers and carriers send, by the standard and against it."""
