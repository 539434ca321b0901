"""What old calls lose while their rows stay, the audit log's old end, legal holds, and what the job did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}
#: Calls whose words go in one transaction: others wait no longer than that takes.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRun:
    """What the job took away on a machine, by kind; `fault` is why it couldn't."""

    at: datetime
    machine: str
    went: Mapping[str, Any]
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """A call of which nothing is erased."""

    call_id: str
    placed_at: datetime
    placed_by: str
    reason: str


async def erase_words(connection: Connection, before: datetime) -> Sequence[str]:
    """Blank what was said in calls that ended before a time, and what tools were given and found; return the calls."""
    blanked: list[str] = []
    while True:
        async with connection.transaction():
            rows = await connection.fetch(_SQL["blank_summaries"], before, _AT_ONCE)
            call_ids = [row["call_id"] for row in rows]
            for name in ("blank_turns", "blank_tools", "drop_writes", "blank_facts"):
                await connection.execute(_SQL[name], call_ids)
        blanked += call_ids
        if len(call_ids) < _AT_ONCE:
            return blanked


async def forget_old_recordings(connection: Connection, before: datetime) -> Sequence[str]:
    """Let calls that ended before a time name no recording any more; return them."""
    return [row["call_id"] for row in await connection.fetch(_SQL["forget_old_recordings"], before)]


async def end_audit_log(connection: Connection, before: datetime) -> int:
    """Delete the audit log's entries before a time, which is on record there, and return how many.

    Postgres keeps those of the last 30 days and of calls on hold. If somebody's long transaction is in the way the
    rest goes another time.

    Raises:
        asyncpg.InsufficientPrivilegeError: the time is less than 30 days ago, or this user may not.
    """
    ended = 0
    with suppress(asyncpg.LockNotAvailableError):
        while True:
            async with connection.transaction():
                gone = await connection.fetchval(_SQL["end_audit"], before)
            if not gone:
                break
            ended += gone
    return ended


async def add_run(connection: Connection, *, machine: str, went: Mapping[str, Any], fault: str = "") -> None:
    """Keep what the job did, for 90 days."""
    await connection.execute(_SQL["add_run"], machine, dict(went), fault)


async def list_runs(connection: Connection, *, limit: int = 50) -> Sequence[RetentionRun]:
    """Return what the job did, the newest first."""
    return tuple(RetentionRun(**dict(row)) for row in await connection.fetch(_SQL["list_runs"], limit))


async def held_calls(connection: Connection) -> frozenset[str]:
    """Return the calls on hold."""
    return frozenset(row["call_id"] for row in await connection.fetch(_SQL["held_calls"]))


async def list_holds(connection: Connection) -> Sequence[LegalHold]:
    """Return the holds, the newest first."""
    return tuple(LegalHold(**dict(row)) for row in await connection.fetch(_SQL["list_holds"]))


async def find_hold(connection: Connection, call_id: str) -> LegalHold | None:
    """Return a call's hold, None if it isn't on hold."""
    row = await connection.fetchrow(_SQL["find_hold"], call_id)
    return LegalHold(**dict(row)) if row is not None else None


async def place_hold(connection: Connection, call_id: str, *, by: str, reason: str) -> bool:
    """Put a call on hold; False if there is no such call, or it is on hold already."""
    return await connection.fetchval(_SQL["place_hold"], call_id, by, reason) is not None


async def release_hold(connection: Connection, call_id: str) -> bool:
    """Take a call off hold; False if it wasn't."""
    return await connection.fetchval(_SQL["release_hold"], call_id) is not None
