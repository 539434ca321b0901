"""Moonshine's weights, decoded by our own search: several readings at once, weighed by what callers say here."""
