"""The engine that talks without a language model."""
