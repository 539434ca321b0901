"""LiveKit: its servers, rooms and phones."""
