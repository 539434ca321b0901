"""Takes recordings and journals of finished calls out of the pod: into the storage, and then off the disk.

A recording goes when its call's facts are in Postgres, a journal when it is done with (`journal_file.FINISHED`) or set
aside. A file whose call was erased in the meantime, from another pod, goes without being stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from callcenter.calls.record.journal_file import FINISHED, SET_ASIDE
from callcenter.errors import CallcenterError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.call_log.calls import Standing, standing_of
from callcenter.store.objects.objects import ObjectStore, object_store
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds between two looks for files to take away.
INTERVAL_S = 20.0
#: Seconds that a closing process gives the last ones.
CLOSE_TIMEOUT_S = 20.0
_ACQUIRE_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """How many files went into the storage, and how many were of calls that had been erased."""

    stored: int = 0
    erased: int = 0


def recording_name(call_id: str) -> str:
    """Return the name of a call's recording in the storage."""
    return f"recordings/{call_id}.wav"


def journal_name(call_id: str) -> str:
    """Return the name of a call's journal in the storage."""
    return f"journals/{call_id}.jsonl"


async def archive(store: ObjectStore, pool: asyncpg.Pool, settings: Settings) -> Archived:
    """Store what is ready, once, recordings first: their calls are known by their journals.

    Raises:
        StorageError: the storage failed; what wasn't stored is still on the disk.
        asyncpg.PostgresError, OSError: Postgres is away: whether a call was erased can't be told, so nothing goes.
    """
    stored = erased = 0
    for path, name, is_kept in await asyncio.to_thread(_ready, settings):
        # Set aside means that Postgres may know nothing of the call.
        standing = Standing.KNOWN if is_kept else await _standing(store, pool, path)
        if standing is Standing.UNKNOWN:
            continue
        if standing is Standing.KNOWN:
            await store.put(name, path)
            stored += 1
            # Erased while it was on its way: it must not come to life again.
            if not is_kept and await _standing(store, pool, path) is Standing.ERASED:
                await store.delete([name])
        else:
            erased += 1
        path.unlink(missing_ok=True)
    return Archived(stored=stored, erased=erased)


@asynccontextmanager
async def archiving(pool: asyncpg.Pool, settings: Settings) -> AsyncIterator[None]:
    """Take files away while open, and the last ones at the end. Nothing happens if no storage is set."""
    store = object_store(settings.storage)
    if store is None:
        yield
        return

    async def once() -> None:
        try:
            gone = await archive(store, pool, settings)
        except Exception as error:
            # The storage or Postgres is away, or slow: the files wait on the disk.
            fault = str(error) if isinstance(error, CallcenterError) else type(error).__name__
            log.warning("not_archived", fault=fault)
        else:
            if gone.stored or gone.erased:
                log.info("archived", stored=gone.stored, erased=gone.erased)

    async def keep_on() -> None:
        while True:
            await once()
            await asyncio.sleep(INTERVAL_S)

    task = asyncio.create_task(keep_on(), name="put-away")
    try:
        yield
    finally:
        await cancel(task)
        try:
            await asyncio.wait_for(once(), CLOSE_TIMEOUT_S)
        except TimeoutError:
            log.warning("not_archived", fault="the time at the end was too short; the files wait on the disk")


def _ready(settings: Settings) -> list[tuple[Path, str, bool]]:
    """Return the files that can go, each with its object's name and whether it goes whatever Postgres knows."""
    journals = settings.journal_dir
    files = []
    for path in sorted(settings.recordings_dir.glob("*.wav")):
        journal = journals / f"{path.stem}.jsonl"
        # A journal that is there: the call runs, or Postgres hasn't all its facts, and its row may be still to come.
        if not journal.exists():
            is_kept = (journals / SET_ASIDE / journal.name).exists()
            files.append((path, recording_name(path.stem), is_kept))
    for folder, is_kept in ((FINISHED, False), (SET_ASIDE, True)):
        for path in sorted((journals / folder).glob("*.jsonl")):
            files.append((path, journal_name(path.stem), is_kept))
    return files


async def _standing(store: ObjectStore, pool: asyncpg.Pool, path: Path) -> Standing:
    status = await asyncio.to_thread(path.stat)
    async with pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
        standing = await standing_of(connection, path.stem, datetime.fromtimestamp(status.st_mtime, UTC))
    # A journal that was set aside and stored by another pod.
    if standing is not Standing.KNOWN and path.suffix == ".wav" and await store.has(journal_name(path.stem)):
        return Standing.KNOWN
    return standing
