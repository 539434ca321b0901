"""Waiting for what comes soon, with a deadline that a busy machine keeps too, and word of what never came."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import asyncpg

T = TypeVar("T")
#: Generous: a test that passes doesn't wait for it, whatever else the machine does.
PATIENCE_S = 60.0
_LOOK_S = 0.01


async def until(
    look: Callable[[], T | Awaitable[T]],
    *,
    what: str = "what the test waits for",
    timeout_s: float = PATIENCE_S,
    every_s: float = _LOOK_S,
) -> T:
    """Look until there is something, and return it.

    Raises:
        AssertionError: it didn't come in time.
    """
    deadline_s = time.monotonic() + timeout_s
    while True:
        seen = look()
        found = await seen if inspect.isawaitable(seen) else cast(T, seen)
        if found:
            return found
        assert time.monotonic() < deadline_s, f"waited in vain for {what}"
        await asyncio.sleep(every_s)


async def others(rounds: int = 1) -> None:
    """Let whatever can run go on, for so many rounds of the loop."""
    for _ in range(rounds):
        await asyncio.sleep(0)


async def until_listening(database: asyncpg.Pool) -> None:
    """Wait until somebody listens to the database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    await until(lambda: database.fetchval(query), what="a listener")


def blocking_until(look: Callable[[], T], *, what: str = "what the test waits for", timeout_s: float = PATIENCE_S) -> T:
    """Do the same where no loop runs.

    Raises:
        AssertionError: it didn't come in time.
    """
    deadline_s = time.monotonic() + timeout_s
    while not (found := look()):
        assert time.monotonic() < deadline_s, f"waited in vain for {what}"
        time.sleep(_LOOK_S)
    return found
