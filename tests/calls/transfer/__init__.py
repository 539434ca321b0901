"""Transfer to a person."""
