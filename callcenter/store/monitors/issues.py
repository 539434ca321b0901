"""Issues that monitors opened, and the notices of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: How often somebody is tried to be told: for some two hours, later and later.
MOST_TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a monitor found: when, how bad at first and at worst, until when it was so, and who saw to it.

    `notices` have `way`, `is_told` and `fault`.
    """

    issue_id: int
    name: str
    measure: str
    is_above: bool
    threshold: float
    window_minutes: int
    opened_at: datetime
    value: float
    worst: float
    seen_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    resolved_by: str
    resolved_at: datetime | None
    note: str
    calls: int
    notices: Sequence[Mapping[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """Return the issue as JSON data."""
        found = asdict(self)
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to be told, to an address by a way (webhook or email)."""

    notice_id: int
    issue_id: int
    way: str
    address: str
    tries: int


async def list_issues(connection: Connection, limit: int) -> Sequence[Issue]:
    """Return issues, those that aren't resolved first."""
    return tuple(Issue(**dict(row)) for row in await connection.fetch(_SQL["list_issues"], None, limit))


async def find_issue(connection: Connection, issue_id: int) -> Issue | None:
    """Return an issue, None if there is none."""
    row = await connection.fetchrow(_SQL["list_issues"], issue_id, 1)
    return Issue(**dict(row)) if row is not None else None


async def acknowledge(connection: Connection, issue_id: int, who: str) -> bool:
    """Note who sees to an issue; False if somebody does, or it is resolved, or there is none."""
    return await connection.fetchval(_SQL["acknowledge"], issue_id, who) is not None


async def resolve(connection: Connection, issue_id: int, who: str, note: str) -> bool:
    """Note who resolved an issue; False if it is, or there is none."""
    return await connection.fetchval(_SQL["resolve"], issue_id, who, note) is not None


async def due_notices(connection: Connection) -> Sequence[Notice]:
    """Return what is to be told now."""
    return tuple(Notice(**dict(row)) for row in await connection.fetch(_SQL["due_notices"], MOST_TRIES))


async def note_told(connection: Connection, notice: Notice) -> None:
    """Note that somebody was told."""
    await connection.execute(_SQL["told"], notice.notice_id)


async def note_not_told(connection: Connection, notice: Notice, fault: str) -> None:
    """Note why somebody couldn't be told; it is tried again, later each time."""
    await connection.execute(_SQL["not_told"], notice.notice_id, fault)
