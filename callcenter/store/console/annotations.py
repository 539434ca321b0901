"""What people put on a call, its note and tags, and what stands around it: its moments, the calls of its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from callcenter.domain.record.call_event import CallEvent
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNote:
    """A call's note in its `version`-th wording."""

    version: int
    text: str
    written_by: str
    written_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Return the note as JSON data."""
        return {
            "version": self.version,
            "text": self.text,
            "written_by": self.written_by,
            "written_at": self.written_at.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCall:
    """Another call of the same number."""

    call_id: str
    started_at: datetime
    duration_ms: int | None
    disposition: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the call as JSON data."""
        return {
            "call_id": self.call_id,
            "started_at": self.started_at.isoformat(),
            "duration_ms": self.duration_ms,
            "disposition": self.disposition,
        }


async def find_note(connection: Connection, call_id: str) -> CallNote | None:
    """Return a call's note, None if nobody wrote one."""
    row = await connection.fetchrow(_SQL["find_note"], call_id)
    return CallNote(**dict(row)) if row is not None else None


async def add_note(connection: Connection, call_id: str, *, version: int, text: str, by: str) -> bool:
    """Keep the next wording of a note; False if somebody has written that version meanwhile."""
    return await connection.fetchval(_SQL["add_note"], call_id, version, text, by) is not None


async def lock_call(connection: Connection, call_id: str) -> bool:
    """Tell whether there is such a call, and keep it from being erased until the transaction ends."""
    return await connection.fetchval(_SQL["lock_call"], call_id) is not None


async def change_tags(connection: Connection, call_id: str, *, add: Sequence[str], remove: Sequence[str]) -> None:
    """Put tags on a call and take others away; one that is there already, or isn't, is no fault."""
    for tag in remove:
        await connection.execute(_SQL["remove_tag"], call_id, tag)
    for tag in add:
        await connection.execute(_SQL["add_tag"], call_id, tag)


async def near_calls(connection: Connection, call_id: str, *, limit: int) -> tuple[list[NearCall], list[NearCall]]:
    """Return the calls of the same number before and after one, the nearest first; none of a withheld number."""
    earlier, later = [
        [NearCall(**dict(row)) for row in await connection.fetch(_SQL[name], call_id, limit)]
        for name in ("find_earlier", "find_later")
    ]
    return earlier, later


async def load_moments(connection: Connection, call_id: str) -> Sequence[CallEvent]:
    """Return the facts of a call that have a moment and are no turns, in order."""
    rows = await connection.fetch(_SQL["load_moments"], call_id)
    return [CallEvent.from_json({**dict(row), "call_id": call_id, "at": row["at"].isoformat()}) for row in rows]
