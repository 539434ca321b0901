"""Reading sums: what the calls that began in a time come to, however long it is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.figures.count import KINDS
from callcenter.store.figures.marks import Mark
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: Buckets of latencies: the first begins at so many milliseconds, each next is 5 % longer (`count.sql` has the same).
_FIRST_MS, _GROWTH = 20.0, 1.05


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by kind and name."""

    by_kind: Mapping[str, Mapping[str, int]]

    def calls(self, mark: Mark) -> int:
        """Return how many calls have a mark."""
        return self.by_kind.get("mark", {}).get(mark.value, 0)

    def total(self, name: str) -> int:
        """Return a sum over calls."""
        return self.by_kind.get("sum", {}).get(name, 0)

    def most(self, kind: str, count: int) -> Sequence[tuple[str, int]]:
        """Return the most frequent names of a kind."""
        found = self.by_kind.get(kind, {}).items()
        return sorted(found, key=lambda one: (-one[1], one[0]))[:count]

    def percentile_ms(self, kind: str, share: float) -> int | None:
        """Return a latency that a share of the turns doesn't exceed, to 2.5 %; None if none was measured."""
        buckets = sorted((int(name), n) for name, n in self.by_kind.get(kind, {}).items())
        wanted = share * sum(n for _, n in buckets)
        for bucket, n in buckets:
            wanted -= n
            if wanted <= 0:
                return round(_FIRST_MS * math.pow(_GROWTH, bucket + 0.5))
        return None


async def load_sums(connection: Connection, since: datetime, until: datetime) -> Sums:
    """Return the sums of calls that began in a time; both ends are whole hours."""
    first_day = _day(since + timedelta(days=1) - timedelta(microseconds=1))
    last_day = max(first_day, _day(until))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await connection.fetch(_SQL["load_sums"], list(KINDS), since, first_day, last_day, until):
        found[row["kind"]][row["name"]] = row["n"]
    return Sums(found)


async def load_course(
    connection: Connection, since: datetime, until: datetime, marks: Sequence[Mark], *, zone: str, by_day: bool
) -> Sequence[tuple[datetime, Mark, int]]:
    """Return when hours (or days of a zone) began, and how many calls of a mark each had, in order."""
    slot = "day" if by_day else "hour"
    names = [mark.value for mark in marks]
    rows = await connection.fetch(_SQL["load_course"], since, until, names, slot, zone if by_day else "UTC")
    return tuple((row["at"], Mark(row["name"]), row["n"]) for row in rows)


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
