"""What is understood of sentences: intents, acts, values, where turns end. No audio, no calls."""
