"""Measurements behind `callcenter bench`. Everything we claim about speed, size and quality comes from here."""
