"""One agent: agent.yaml says what it is and says, tools.py what it can do, queries.sql how it asks Postgres."""
