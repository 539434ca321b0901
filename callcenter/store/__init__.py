"""Postgres: the only room that talks SQL, but for the agents' own queries. Knows no call flow."""
