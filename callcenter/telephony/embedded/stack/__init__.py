"""The SIP and RTP stack, its configuration, messages, log and traps. The only room that knows baresip."""
