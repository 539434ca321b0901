"""The verbs, as an operator runs them."""
