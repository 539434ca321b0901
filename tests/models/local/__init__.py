"""The models on the device."""
