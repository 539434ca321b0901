"""Calls made up inside Postgres, as many as wanted, with rare and common values of each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

#: Indexes that hold no constraint: made once at the end instead of kept up row by row.
_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND NOT i.indisunique
"""


async def make_calls(connection: Connection, count: int, *, on_progress: Callable[[str], None]) -> None:
    """Fill a database that has our tables and no calls; as the database's superuser, alone.

    Args:
        connection: To the database.
        count: Calls.
        on_progress: Told in words what takes time.
    """
    indexes = await connection.fetch(_INDEXES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    # What is made here is whole by itself: neither keys into other tables nor triggers have to look at each row.
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    await connection.execute("SELECT setseed(0.5)")
    for query in _SQL.values():
        on_progress(f"Making up {query.name}…")
        await connection.execute(query.sql, count)
    for index in indexes:
        on_progress(f"Indexing {index['name']}…")
        await connection.execute(index["made"])
    await connection.execute("SET session_replication_role = DEFAULT")
    on_progress("Counting what is where…")
    await connection.execute("VACUUM ANALYZE")
