"""Views of the call list that people saved, each under a name of its owner's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


async def list_views(connection: Connection, owner: str) -> dict[str, dict[str, str]]:
    """Return a person's views: for each name what the list's address has."""
    return {row["name"]: dict(row["query"]) for row in await connection.fetch(_SQL["list_views"], owner)}


async def keep_view(connection: Connection, owner: str, name: str, query: Mapping[str, str], *, most: int) -> bool:
    """Keep a view, in place of one of that name; False if its owner has `most` others."""
    await connection.execute(_SQL["lock_owner"], owner)
    if await connection.fetchval(_SQL["count_views"], owner, name) >= most:
        return False
    await connection.execute(_SQL["keep_view"], owner, name, dict(query))
    return True


async def drop_view(connection: Connection, owner: str, name: str) -> bool:
    """Remove a view; False if there is none of that name."""
    return await connection.fetchval(_SQL["drop_view"], owner, name) is not None
