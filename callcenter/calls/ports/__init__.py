"""What the call flow asks of whatever carries a call: the leg, its audio, and a process's speech models."""
