"""Asks the console's pages of a database full of calls, and measures: times, and plans that read all of it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from callcenter.bench.console.made_calls import make_calls
from callcenter.bench.console.questions import LISTS
from callcenter.bench.console.watched_desk import WatchedDesk
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import list_calls, read_search, show_call
from callcenter.console.answers.dashboard import dashboard, read_span
from callcenter.console.roles import RIGHTS_OF, Role
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.figures.count import count_stale
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection, open_pool
from callcenter.store.postgres.embedded_postgres import embedded_postgres

#: Goals, p95 in milliseconds.
LIST_GOAL_MS, CALL_GOAL_MS = 300, 150
#: Times of the dashboard, in days.
_DASHBOARDS = {"dashboard, a day": 1, "dashboard, a month": 30, "dashboard, a year": 365}
#: Calls that are counted at once if nobody waits.
_COUNTED_AT_ONCE = 20_000
#: A deep page begins so many pages in; each page asks for 50 calls.
_DEEP = 40
#: Who asks: may see all that supervisors see.
VIEWER = Viewer(name="bench", role=Role.SUPERVISOR, rights=RIGHTS_OF[Role.SUPERVISOR], address="")

_Ask = Callable[[], Awaitable[Any]]


async def bench_console(
    settings: Settings, *, calls: int, rounds: int, folder: Path | None, on_progress: Callable[[str], None]
) -> dict[str, Any]:
    """Return p50 and p95 of each page in ms, and the questions for which Postgres reads a large table whole.

    Args:
        settings: As the console has them.
        calls: Calls to make up.
        rounds: How often each page is asked for; the first time doesn't count, as Postgres reads from the disk then.
        folder: Where a Postgres of the bench's own is kept for the next time; none is kept without.
        on_progress: Told in words what takes time.
    """
    with nullcontext(folder) if folder is not None else tempfile.TemporaryDirectory(prefix="callcenter-") as kept:
        with embedded_postgres(Path(kept) / "postgres", on_progress=on_progress) as url:
            async with full_desk(settings, url, calls, on_progress=on_progress) as desk:
                return await ask_all(desk, rounds=rounds, on_progress=on_progress)


@asynccontextmanager
async def full_desk(
    settings: Settings, url: str, calls: int, *, on_progress: Callable[[str], None]
) -> AsyncIterator[WatchedDesk]:
    """Yield a desk at a database with so many calls; they are made up if there are none."""
    async with open_connection(url) as connection:
        await migrate(connection)
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM call)"):
            await make_calls(connection, calls, on_progress=on_progress)
            await _count_all(connection, on_progress=on_progress)
    pool = await open_pool(url, min_size=0, max_size=2)
    try:
        yield WatchedDesk(pool, settings)
    finally:
        await pool.close()


async def _count_all(connection: Connection, *, on_progress: Callable[[str], None]) -> None:
    """Count the calls for the dashboard, as the console does after a migration, but more at once."""
    await connection.execute("INSERT INTO call_stale SELECT call_id, date_trunc('hour', started_at, 'UTC') FROM call")
    on_progress("Counting calls for the dashboard…")
    left = True
    while left:
        async with connection.transaction():
            left = await count_stale(connection, at_once=_COUNTED_AT_ONCE) > 0
    await connection.execute("VACUUM ANALYZE call_figures, call_sum, call_stale")


async def ask_all(desk: WatchedDesk, *, rounds: int, on_progress: Callable[[str], None]) -> dict[str, Any]:
    """Ask for every page and return what it took."""
    async with desk.connection() as connection:
        calls = await connection.fetchval("SELECT reltuples::bigint FROM pg_class WHERE relname = 'call'")
    pages = {}
    for name, asked in LISTS.items():
        on_progress(f"Asking: {name}…")
        pages[name] = await _measure(desk, _list(desk, asked), rounds, LIST_GOAL_MS)
    on_progress(f"Going on {_DEEP} pages…")
    pages["all, deep page"] = await _measure(desk, _list(desk, {}, after=await _deep(desk)), rounds, LIST_GOAL_MS)
    for name, days in _DASHBOARDS.items():
        on_progress(f"Asking: {name}…")
        pages[name] = await _measure(desk, _dashboard(desk, days), rounds, LIST_GOAL_MS)
    on_progress("Opening calls…")
    pages["one call"] = await _measure(desk, await _calls(desk, rounds), rounds, CALL_GOAL_MS)
    return {"calls": calls, "rounds": rounds, "pages": pages, "holds": all(page["holds"] for page in pages.values())}


async def _measure(desk: WatchedDesk, ask: _Ask, rounds: int, goal_ms: int) -> dict[str, Any]:
    await ask()
    whole = await desk.read_from_end_to_end()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1000)
    desk.asked.clear()
    took.sort()
    p95 = took[-(-len(took) * 95 // 100) - 1]
    return {
        "p50_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(p95, 1),
        "goal_ms": goal_ms,
        "read_whole": whole,
        "holds": p95 <= goal_ms and not whole,
    }


def _list(desk: WatchedDesk, asked: Mapping[str, str], *, after: str = "") -> _Ask:
    now = datetime.now(UTC)
    days = {"month_ago": now - timedelta(days=30), "week_ago": now - timedelta(days=7)}
    wanted = read_search(desk, {name: value.format(**days) for name, value in asked.items()})
    return lambda: list_calls(desk, VIEWER, wanted, after=after)


def _dashboard(desk: WatchedDesk, days: int) -> _Ask:
    span = read_span(VIEWER, since=(datetime.now(UTC) - timedelta(days=days)).isoformat())
    return lambda: dashboard(desk, VIEWER, span)


async def _deep(desk: WatchedDesk) -> str:
    after = ""
    for _ in range(_DEEP):
        after = (await list_calls(desk, VIEWER, read_search(desk, {}), after=after)).after or after
    return after


async def _calls(desk: WatchedDesk, rounds: int) -> _Ask:
    """Return what opens a call at a time, each another one."""
    async with desk.connection() as connection:
        rows = await connection.fetch("SELECT call_id FROM call TABLESAMPLE BERNOULLI (1) LIMIT $1", rounds + 1)
        rows = rows or await connection.fetch("SELECT call_id FROM call LIMIT $1", rounds + 1)
    ids = [row["call_id"] for row in rows]
    desk.asked.clear()
    turn = iter(range(1_000_000))
    return lambda: show_call(desk, VIEWER, ids[next(turn) % len(ids)])
