"""Whether a run of a story came out as it should: checks, judges, the score over trials."""
