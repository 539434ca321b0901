"""Listening to Postgres (LISTEN): what a process is told of that another one has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from callcenter.log import logger
from callcenter.store.pool import CONNECT_TIMEOUT_S
from callcenter.store.postgres_errors import POSTGRES_FAILS
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds between tries to listen again after the connection was lost, and to open one.
RECONNECT_S = 2.0


class Changes:
    """Tells that something has changed. Made by `follow`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    async def wait(self) -> None:
        """Return at the next change; at once if there was one since the last call."""
        await self._changed.wait()
        self._changed.clear()

    def tell(self) -> None:
        """Count a change."""
        self._changed.set()


@asynccontextmanager
async def follow(url: str, channel: str) -> AsyncIterator[Changes]:
    """Listen to a channel on a connection of its own, opened again when lost; a lost one counts as a change."""
    changes = Changes()
    task = asyncio.create_task(_listen(url, channel, changes), name=f"follow-{channel}")
    try:
        yield changes
    finally:
        await cancel(task)


async def _listen(url: str, channel: str, changes: Changes) -> None:
    is_first = True
    while True:
        lost = asyncio.Event()
        try:
            connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S)
        except POSTGRES_FAILS as error:
            log.warning("changes_not_followed", channel=channel, error=type(error).__name__)
            await asyncio.sleep(RECONNECT_S)
            continue
        try:
            connection.add_termination_listener(lambda *_, lost=lost: lost.set())
            await connection.add_listener(channel, lambda *_: changes.tell())
            if not is_first:
                changes.tell()
            is_first = False
            await lost.wait()
        except POSTGRES_FAILS as error:
            log.warning("changes_not_followed", channel=channel, error=type(error).__name__)
        finally:
            connection.terminate()
        await asyncio.sleep(RECONNECT_S)
