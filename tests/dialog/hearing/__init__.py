"""How an answer is heard."""
