"""Which calls come to be reviewed: the rules that sample them, and the queue before the reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callcenter.domain.record.disposition import Disposition
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: What became of calls that went wrong.
FAILED = (
    Disposition.GAVE_UP,
    Disposition.OBJECTED,
    Disposition.HUNG_UP_ANGRY,
    Disposition.UNRESOLVED,
    Disposition.FAILED,
)
#: Minutes for which a call that somebody has before them is nobody else's next.
HELD_MINUTES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """Which calls are reviewed: a share (1 to 100 %) of those that lasted `least_s`; by how many people each.

    `agent` is empty for any.
    """

    name: str
    share_pct: int
    least_s: int
    only_failed: bool
    agent: str
    reviewers: int
    rule_id: int = 0
    #: How many it has brought.
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCall:
    """A call that waits. `taken_by` is who has it before them now, `reviews` how many people are done with it."""

    call_id: str
    queued_at: datetime
    reviewers: int
    rule: str
    started_at: datetime
    duration_ms: int
    disposition: str | None
    summary: str
    taken_by: str
    reviews: int


async def add_rule(connection: Connection, rule: SamplingRule) -> int:
    """Add a rule and return its id."""
    found: int = await connection.fetchval(
        _SQL["add_rule"], rule.name, rule.share_pct, rule.least_s, rule.only_failed, rule.agent, rule.reviewers
    )
    return found


async def end_rule(connection: Connection, rule_id: int) -> bool:
    """End a rule; False if there is none of that id in force."""
    return await connection.fetchval(_SQL["end_rule"], rule_id) is not None


async def list_rules(connection: Connection) -> Sequence[SamplingRule]:
    """Return the rules in force."""
    return tuple(SamplingRule(**dict(row)) for row in await connection.fetch(_SQL["list_rules"]))


async def sample(connection: Connection) -> None:
    """Put before the reviewers what the rules want of the calls of the last two days."""
    await connection.execute(_SQL["sample"], [disposition.value for disposition in FAILED])


async def list_queue(connection: Connection, reviewer: str, limit: int) -> Sequence[QueuedCall]:
    """Return what waits for a reviewer, the longest waiting first."""
    rows = await connection.fetch(_SQL["list_queue"], reviewer, HELD_MINUTES, limit)
    return tuple(QueuedCall(**dict(row)) for row in rows)


async def take_next(connection: Connection, reviewer: str) -> str | None:
    """Put the next call before a reviewer and return its id; None if nothing waits."""
    found: str | None = await connection.fetchval(_SQL["take_next"], reviewer, HELD_MINUTES)
    return found


async def unjudged(connection: Connection, limit: int) -> Sequence[str]:
    """Return calls of the queue that no model has judged."""
    return tuple(row["call_id"] for row in await connection.fetch(_SQL["unjudged"], limit))
