"""Model strings to livekit-agents plugins, the phone-band tuning, and speech on the device."""
