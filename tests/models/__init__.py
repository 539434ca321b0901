"""Recognisers, voices, language models and turn detection."""
