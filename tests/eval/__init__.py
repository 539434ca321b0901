"""Stories of callers, played and judged."""
