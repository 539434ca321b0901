"""Whether a run of a story came out as it should: checks, judges, entities, the score over trials."""
