"""The worker itself ships what its jobs left behind: a job that ends while Postgres is away leaves its journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from callcenter.calls.record.journal import Journal
from callcenter.log import logger
from callcenter.runtime import open_journal
from callcenter.settings import Settings
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds between looks for journals whose process is gone.
LOOK_INTERVAL_S = 30.0


@asynccontextmanager
async def shipping_left_facts(settings: Settings) -> AsyncIterator[Journal]:
    """Take over and ship the journals of dead processes while open; yield the worker's own journal.

    Raises:
        JournalError: the journal folder can't be written.
    """

    async def look(journal: Journal) -> None:
        while True:
            await asyncio.sleep(LOOK_INTERVAL_S)
            try:
                await journal.replay()
            except Exception as error:
                log.warning("left_facts_not_read", error=type(error).__name__)

    async with open_journal(settings) as journal:
        looking = asyncio.create_task(look(journal), name="left-facts")
        try:
            yield journal
        finally:
            await cancel(looking)
