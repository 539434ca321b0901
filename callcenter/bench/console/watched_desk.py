"""A console's desk that remembers every query that Postgres was sent, and what Postgres would do for each."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from callcenter.console.desk import Desk
from callcenter.store.connection import Connection

#: Tables that grow with the calls, and that no page may read from end to end.
LARGE = ("call", "turn")
_PLANNED = ("select", "with", "insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class WatchedDesk(Desk):
    """A desk whose queries are kept in `asked`, with their values."""

    asked: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Yield a connection as a desk does."""

        def note(query: asyncpg.connection.LoggedQuery) -> None:
            self.asked.append((query.query, tuple(query.args or ())))

        async with Desk.connection(self) as connection:
            with connection.query_logger(note):
                yield connection

    async def read_from_end_to_end(self) -> list[str]:
        """Return the queries for which Postgres would read a large table from end to end, and forget what was asked."""
        asked, self.asked[:] = list(self.asked), []
        found = []
        async with Desk.connection(self) as connection:
            await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            for query, values in asked:
                if query.lstrip().lower().startswith(_PLANNED):
                    plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *values)
                    found += [query for node in _nodes(plan) if _is_long(node)]
        return found


def _is_long(node: Mapping[str, Any]) -> bool:
    return node["Node Type"].endswith("Seq Scan") and node["Relation Name"] in LARGE


def _nodes(plan: Any) -> Iterator[Mapping[str, Any]]:
    plan = json.loads(plan) if isinstance(plan, str) else plan
    todo = [one["Plan"] for one in plan]
    while todo:
        node = todo.pop()
        yield node
        todo += node.get("Plans", [])
