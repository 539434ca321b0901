"""What any pair of LiveKit and its SIP service must do, and any leg."""
