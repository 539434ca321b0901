"""Models on the device: `local/moonshine` and `local/piper`."""
