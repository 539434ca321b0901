"""How well numbers and names are heard."""
