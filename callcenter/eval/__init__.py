"""Plays callers' stories against the product and judges what the caller got in the end: `callcenter eval`."""
