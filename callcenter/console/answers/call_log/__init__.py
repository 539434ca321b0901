"""Calls that are over, as pages and API show them: searched, masked, annotated, exported."""
