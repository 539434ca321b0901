"""Keeps what the settings say for as long as they say, and no longer: the job, once an hour, and what it did.

Whole calls, recordings, transcripts and the audit log each have days of their own. Calls on legal hold
stay as they are.
"""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Awaitable, Set
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from callcenter.calls.record.archive import journal_name, recording_name
from callcenter.calls.record.erase import Erased, erase_calls, unlink
from callcenter.calls.record.journal_file import FINISHED, SET_ASIDE, unlocked_files
from callcenter.calls.record.recordings_quota import Removed, is_running, keep_quota
from callcenter.calls.record.sip_trace.trace_files import erase_old_traces
from callcenter.errors import StorageError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.erasure.erasure import Whose, forget_recordings
from callcenter.store.erasure.retention import add_run, end_audit_log, erase_words, forget_old_recordings, held_calls
from callcenter.store.objects.objects import ObjectStore, object_store
from callcenter.tasks import cancel

log = logger(__name__)

RETENTION_INTERVAL_S = 3600.0
_ACQUIRE_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Erased):
    """What a run took away: whole calls, and of others their words (`transcripts`), and the audit log's old end."""

    transcripts: int = 0
    audit_entries: int = 0


def has_retention(settings: Settings) -> bool:
    """Tell whether anything is kept for a time only; SIP messages always are."""
    calls = settings.calls
    days = (calls.retention_days, calls.recording_days, calls.transcript_days, settings.console.audit_days)
    return any(days) or bool(settings.sip.trace_days) or settings.sip_traces_dir.exists()


async def keep_retention(connection: Connection, settings: Settings) -> Kept | None:
    """Erase what is older than the settings say, and keep what was done; None if all is kept for good.

    Raises:
        StorageError: the storage failed; what is left goes with the next run.
    """
    if not has_retention(settings):
        return None
    try:
        gone = await _keep(connection, settings)
    except StorageError as error:
        await add_run(connection, machine=platform.node(), went={}, fault=str(error))
        raise
    went = {kind: n for kind, n in asdict(gone).items() if n and kind != "left"}
    await add_run(connection, machine=platform.node(), went=went)
    if went:
        log.info("retention_kept", **went)
    return gone


async def _keep(connection: Connection, settings: Settings) -> Kept:
    calls, now = settings.calls, datetime.now(UTC)
    held = await held_calls(connection)
    store = object_store(settings.storage)
    erased = Erased(calls=0, journals=0, recordings=0)
    if calls.retention_days:
        erased = await erase_calls(connection, settings, Whose(before=now - timedelta(days=calls.retention_days)))
    recordings, words, journals, entries = 0, 0, 0, 0
    if calls.recording_days:
        recordings = await _old_recordings(connection, settings, store, held)
    if calls.transcript_days:
        words, journals = await _old_words(connection, settings, store, held)
    if settings.console.audit_days:
        entries = await end_audit_log(connection, now - timedelta(days=settings.console.audit_days))
    # If none are kept (0 days), what is left of a time when they were goes as well.
    before = now - timedelta(days=settings.sip.trace_days)
    traces = await asyncio.to_thread(erase_old_traces, settings, before, held=held)
    took = {
        **asdict(erased),
        "sip_messages": erased.sip_messages + len(traces),
        "journals": erased.journals + journals,
        "recordings": erased.recordings + recordings,
    }
    return Kept(**took, transcripts=words, audit_entries=entries)


async def _old_recordings(connection: Connection, settings: Settings, store: ObjectStore | None, held: Set[str]) -> int:
    before = datetime.now(UTC) - timedelta(days=settings.calls.recording_days)
    stored = await _stored(store, "recordings", before, held)
    if store is not None:
        await store.delete(map(recording_name, stored))
    in_rows = set(await forget_old_recordings(connection, before))

    def on_disk() -> set[str]:
        old = {path for path in _old_files(settings.recordings_dir, "*.wav", before) if path.stem not in held}
        old |= {settings.recordings_dir / f"{call_id}.wav" for call_id in in_rows}
        return unlink(path for path in old if not is_running(settings.journal_dir / f"{path.stem}.jsonl"))

    return len(stored | await asyncio.to_thread(on_disk))


async def _old_words(
    connection: Connection, settings: Settings, store: ObjectStore | None, held: Set[str]
) -> tuple[int, int]:
    """Blank the words of old calls and erase their journals; return how many calls, and how many journals."""
    before = datetime.now(UTC) - timedelta(days=settings.calls.transcript_days)
    stored = await _stored(store, "journals", before, held)
    if store is not None:
        await store.delete(map(journal_name, stored))
    blanked = await erase_words(connection, before)

    def on_disk() -> int:
        gone = 0
        for place in (settings.journal_dir / FINISHED, settings.journal_dir / SET_ASIDE):
            old = {path.stem for path in _old_files(place, "*.jsonl", before)} | set(blanked)
            for path, descriptor in unlocked_files(place, held):
                if path.stem in old:
                    path.unlink()
                    gone += 1
                os.close(descriptor)
        return gone

    return len(blanked), len(stored) + await asyncio.to_thread(on_disk)


async def _stored(store: ObjectStore | None, folder: str, before: datetime, held: Set[str]) -> set[str]:
    """Return the calls of which the storage has had an object since before a time."""
    if store is None:
        return set()
    found = {Path(one.name).stem async for one in store.list(folder) if one.put_at < before}
    return found - held


def _old_files(folder: Path, pattern: str, before: datetime) -> list[Path]:
    """Return files that were last written before a time: that was at a call's end."""
    return [path for path in folder.glob(pattern) if path.stat().st_mtime < before.timestamp()]


async def keep_recordings_quota(pool: asyncpg.Pool, settings: Settings) -> Removed:
    """Remove the oldest recordings above the quota, and say so to the call log if Postgres can be reached."""
    async with pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection:
        held = await held_calls(connection)
    gone = await asyncio.to_thread(keep_quota, settings, held)
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
    has_work = has_retention(settings) or settings.calls.recordings_quota_gb
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
