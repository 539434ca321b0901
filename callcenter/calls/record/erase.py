"""Erasing calls: rows, journals and recordings together, as privacy laws and retention ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from callcenter.business.erasure import erase_traces
from callcenter.calls.record.journal_erasure import erase_files
from callcenter.calls.record.recordings_quota import Removed, keep_quota
from callcenter.calls.record.stored_erasure import StoredErasure, erase_stored
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.erasure import Traces, Whose, delete_calls, find_deletable, forget_recordings
from callcenter.store.objects import object_store
from callcenter.tasks import cancel

log = logger(__name__)

RETENTION_INTERVAL_S = 3600.0
_ACQUIRE_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Traces):
    """How much went of calls themselves, and of their traces."""

    calls: int
    journals: int
    recordings: int


async def erase_calls(connection: Connection, settings: Settings, whose: Whose) -> Erased:
    """Erase ended calls: rows, journals and recordings; of somebody, also what they left anywhere else.

    Raises:
        ValueError: nothing says which calls.
        StorageError: the storage failed: the rows are still there, and the same again erases the rest.
    """
    store, stored = object_store(settings.storage), StoredErasure()
    # First: without its row nobody would find an object that stayed.
    if store is not None:
        stored = await erase_stored(store, await find_deletable(connection, whose) | whose.call_ids, whose)
    gone = await delete_calls(connection, whose, erase_traces=erase_traces)
    in_rows = frozenset(gone.call_ids)
    in_files = await asyncio.to_thread(
        erase_files,
        settings.journal_dir,
        in_rows | (whose.call_ids if whose.before is None else frozenset()),
        number=whose.number,
        # A customer without a number of their own is known by their calls alone: the time is no sign of theirs.
        before=whose.before if whose.number is not None or not whose.is_somebody else None,
        mentions=whose.mentions,
    )
    call_ids = in_rows | in_files | stored.journals
    # By the call's id too: a call that was cut off has a recording that no row names.
    recordings = {settings.recordings_dir / f"{call_id}.wav" for call_id in call_ids}
    recordings |= {settings.recordings_dir / Path(name).name for name in gone.recordings}
    return Erased(
        calls=len(call_ids),
        journals=len(in_files | stored.journals),
        recordings=len(stored.recordings | await asyncio.to_thread(_unlink, recordings)),
        **{one.name: getattr(gone, one.name) for one in fields(Traces)},
    )


async def keep_retention(connection: Connection, settings: Settings) -> Erased | None:
    """Erase what is older than the retention setting, and say so in the log; None where calls are kept for good."""
    days = settings.calls.retention_days
    if not days:
        return None
    gone = await erase_calls(connection, settings, Whose(before=datetime.now(UTC) - timedelta(days=days)))
    if gone.calls:
        log.info("retention_kept", calls=gone.calls, journals=gone.journals, recordings=gone.recordings)
    return gone


async def keep_recordings_quota(pool: asyncpg.Pool, settings: Settings) -> Removed:
    """Remove the oldest recordings above the quota, and say so to the call log where Postgres can be reached."""
    gone = await asyncio.to_thread(keep_quota, settings)
    if gone.names:
        log.info("recordings_quota_kept", recordings=len(gone.names), bytes=gone.bytes)
        async with pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
            await forget_recordings(connection, gone.names)
    if gone.over:
        remedy = (
            "Those left are of running calls, or must be kept (RECORDINGS_MIN_DAYS): make room, or raise the quota."
        )
        log.warning("recordings_over_quota", bytes=gone.over, remedy=remedy)
    return gone


@asynccontextmanager
async def retention_kept(pool: asyncpg.Pool, settings: Settings) -> AsyncIterator[None]:
    """Keep the retention and the recordings' quota once an hour for as long as the context lasts.

    A program that serves runs for months.
    """
    has_work = settings.calls.retention_days or settings.calls.recordings_quota_gb
    task = asyncio.create_task(_keep_hourly(pool, settings), name="retention") if has_work else None
    try:
        yield
    finally:
        if task is not None:
            await cancel(task)


async def _keep_hourly(pool: asyncpg.Pool, settings: Settings) -> None:
    while True:
        # The quota at once, too: recordings may have been left by programs that ended before their hour.
        await _try(keep_recordings_quota(pool, settings))
        await asyncio.sleep(RETENTION_INTERVAL_S)
        await _try(_keep_retention(pool, settings))


async def _keep_retention(pool: asyncpg.Pool, settings: Settings) -> None:
    async with pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
        await keep_retention(connection, settings)


async def _try(work: Awaitable[object]) -> None:
    try:
        await work
    except Exception as error:
        # Postgres is away, or too slow for it now: in an hour again.
        log.warning("retention_not_kept", error=type(error).__name__)


def _unlink(paths: Iterable[Path]) -> set[str]:
    """Remove files and return the calls whose recording went."""
    gone = set()
    for path in paths:
        with suppress(OSError):
            path.unlink()
            gone.add(path.stem)
    return gone
