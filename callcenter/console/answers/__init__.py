"""What pages and API show and do, once for both: each checks the right, asks Postgres and puts it on record."""
