"""The single machine, on real SIP and RTP over loopback."""
