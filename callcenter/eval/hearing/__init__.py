"""How well callers are heard over a telephone line: words, values, and yeses that nobody said."""
