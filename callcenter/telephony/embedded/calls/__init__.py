"""One call on the SIP stack: its invitation, admission, leg and audio."""
