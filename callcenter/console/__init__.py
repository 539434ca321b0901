"""The web console and its REST API: a process of its own beside whatever carries calls, on the same Postgres."""
