"""Monitors, and looking whether what they watch for is so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.figures.marks import Mark
from callcenter.store.monitors.measures import MEASURES, Measure, Unit
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """A rule: an issue opens when a measure of the window's calls is above (or below) the threshold.

    `threshold` is in the measure's unit (percent from 0 to 100); windows with fewer than `least_calls` say nothing.
    """

    name: str
    measure: str
    is_above: bool
    threshold: float
    window_minutes: int
    least_calls: int
    webhook: str
    email: str
    monitor_id: int = 0


async def add_monitor(connection: Connection, monitor: Monitor) -> int:
    """Add a monitor and return its id."""
    found: int = await connection.fetchval(
        _SQL["add_monitor"],
        monitor.name,
        monitor.measure,
        monitor.is_above,
        monitor.threshold,
        monitor.window_minutes,
        monitor.least_calls,
        monitor.webhook,
        monitor.email,
    )
    return found


async def end_monitor(connection: Connection, monitor_id: int) -> bool:
    """End a monitor; False if there is none of that id."""
    return await connection.fetchval(_SQL["end_monitor"], monitor_id) is not None


async def list_monitors(connection: Connection) -> Sequence[Monitor]:
    """Return what is watched."""
    return tuple(Monitor(**dict(row)) for row in await connection.fetch(_SQL["list_monitors"]))


async def look(connection: Connection, monitor: Monitor) -> int | None:
    """Look whether what a monitor watches for is so; return the issue that opened just now, None if none did.

    An open one is kept up: the worst value, and the calls that came to it. Needs a transaction and fresh figures.
    """
    measure = MEASURES[monitor.measure]
    begins = await connection.fetchval(_SQL["window_begins"], monitor.monitor_id, monitor.window_minutes)
    value, calls = await _measure(connection, measure, begins)
    if value is None or calls < monitor.least_calls:
        return None
    if not (value > monitor.threshold if monitor.is_above else value < monitor.threshold):
        return None
    [issue] = await connection.fetch(_SQL["keep_issue"], monitor.monitor_id, value, monitor.is_above)
    issue_id: int = issue["issue_id"]
    if measure.unit is Unit.MS:
        await connection.execute(_SQL["add_slow_calls"], issue_id, begins, round(monitor.threshold))
    else:
        await connection.execute(_SQL["add_calls"], issue_id, begins, measure.mark.value)
    if not issue["is_new"]:
        return None
    await connection.execute(_SQL["add_notices"], issue_id)
    return issue_id


async def _measure(connection: Connection, measure: Measure, begins: datetime) -> tuple[float | None, int]:
    """Return what is measured since a time, None of nothing, and of how many calls."""
    if measure.unit is Unit.MS:
        [row] = await connection.fetch(_SQL["measure_response"], begins)
        return row["p95"], row["whole"]
    of = measure.of if measure.unit is Unit.SHARE else Mark.CALL
    [row] = await connection.fetch(_SQL["measure_calls"], begins, measure.mark.value, of.value)
    whole: int = row["whole"]
    match measure.unit:
        case Unit.SHARE:
            return (100 * row["having"] / whole if whole else None), whole
        case Unit.CENTS:
            return row["cost_x100"] / 100, whole
    return row["having"], whole
