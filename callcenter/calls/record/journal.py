"""The append-only local journal: each fact of a call is in a file before anything else, and in Postgres soon after.

One file a call, one JSON line a fact (`CallEvent.to_json`), written with one write(2) before `record` returns.
The file is locked (flock) for as long as its process lives, so a replay can tell the dead from the living. A
file goes when all its facts are in Postgres. `(call_id, seq)` is the primary key there, so replaying is harmless.
A file with a fact that Postgres can't hold is moved to `set_aside/` beside, for a person to look at.

The event loop never waits for Postgres here; a write to a local file takes microseconds.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from callcenter.calls.record.journal_file import (
    FINISHED,
    SET_ASIDE,
    Leftover,
    encode_event,
    make_file,
    read_journal,
    take_over,
)
from callcenter.domain.record.call_event import CallEvent, Fact
from callcenter.errors import JournalError
from callcenter.log import logger
from callcenter.store.connection import Connection

log = logger(__name__)

#: Facts taken to Postgres in one transaction.
BATCH = 500
#: Seconds that a fact waits for others, so that they go together: many come of one turn, of all calls at once.
GATHER_S = 0.1
#: Facts kept in memory while Postgres is away; beyond, a call is read again from its file.
MAX_PENDING = 50_000
#: With Postgres away and the disk full too, memory is the only place; beyond this newer facts are lost.
MAX_UNWRITTEN = 200_000
#: Seconds between tries while Postgres is away: doubled from the first to the last.
FIRST_RETRY_S, LAST_RETRY_S = 0.2, 5.0
#: SQLSTATE classes that say the fact itself can't be stored (data, integrity, size limits): trying again won't help.
_HOPELESS = ("22", "23", "54")

Apply = Callable[[Connection, Sequence[CallEvent]], Awaitable[Any]]


@dataclass(slots=True)
class _Shipment:
    """How far one call is: facts not yet in Postgres, and whether more will come."""

    path: Path
    descriptor: int
    waiting: int = 0
    is_closed: bool = False
    #: Facts are in the file that were never queued, since too many waited.
    is_behind: bool = False
    #: The file has something that Postgres doesn't and can't have.
    is_odd: bool = False


class Journal:
    """All calls' journals of one process, and the task that ships them.

    `recordings` is where a replay looks for the recordings of killed calls. With `keeps_files` a file whose facts are
    all in Postgres goes to `finished/` beside, from where it is put into the storage, and else it goes.
    """

    def __init__(
        self,
        folder: Path,
        pool: asyncpg.Pool,
        apply: Apply,
        *,
        recordings: Path | None = None,
        keeps_files: bool = False,
    ) -> None:
        self._folder = folder
        self._recordings = recordings
        self._keeps_files = keeps_files
        self._pool = pool
        self._apply = apply
        self._pending: deque[CallEvent] = deque()
        self._shipments: dict[str, _Shipment] = {}
        self._wake = asyncio.Event()
        #: Set once nothing waits for company any more.
        self._hurry = asyncio.Event()
        self._shipped = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._is_disk_full = False
        self._unwritten = 0

    @property
    def lag(self) -> int:
        """Facts journaled but not yet in Postgres."""
        return len(self._pending)

    @property
    def unwritten(self) -> int:
        """Facts that the file didn't take since the process began: the disk was full or broken."""
        return self._unwritten

    async def start(self) -> None:
        """Make the folder, replay what dead processes left, and begin shipping.

        Raises:
            JournalError: the folder can't be made or written.
        """
        await asyncio.to_thread(self._make_folder)
        self._task = asyncio.create_task(self._ship(), name="journal-shipper")
        await self.replay()

    def open(self, call_id: str) -> CallJournal:
        """Begin a call's journal.

        Raises:
            JournalError: the file can't be made; says why and what to do.
        """
        path = self._folder / f"{call_id}.jsonl"
        try:
            descriptor = make_file(path)
        except OSError as error:
            raise JournalError(
                f"The journal {self._folder} can't be written: {error.strerror}.",
                remedy="Make room on its disk and check its owner (`callcenter doctor`).",
            ) from error
        self._shipments[call_id] = _Shipment(path, descriptor)
        return CallJournal(self, call_id, descriptor)

    async def replay(self) -> int:
        """Take over the files of processes that are gone, closing calls that never ended. Return how many calls."""
        left = await asyncio.to_thread(take_over, self._folder, frozenset(self._shipments), recordings=self._recordings)
        for leftover in left:
            self._adopt(leftover)
        if left:
            log.info("journal_replayed", calls=len(left))
            self._wake.set()
        return len(left)

    async def wait_shipped(self, call_id: str, *, timeout_s: float) -> bool:
        """Wait until a closed call is wholly in Postgres; False if that takes longer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._shipped:
                await self._shipped.wait_for(lambda: call_id not in self._shipments)
        return call_id not in self._shipments

    async def aclose(self, *, timeout_s: float) -> None:
        """Ship what can be shipped in this time and stop. What can't stays in its file for the next start."""
        self._hurry.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._shipped:
                await self._shipped.wait_for(lambda: not self._pending)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        for shipment in self._shipments.values():
            os.close(shipment.descriptor)
        self._shipments.clear()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
        except OSError as error:
            raise JournalError(
                f"The journal folder {self._folder} can't be used: {error.strerror}.",
                remedy="Give this user the folder, or set CALLCENTER_DATA_DIR to another.",
            ) from error

    def _adopt(self, leftover: Leftover) -> None:
        shipment = _Shipment(leftover.path, leftover.descriptor, is_closed=True, is_odd=leftover.is_odd)
        self._shipments[leftover.path.stem] = shipment
        for event in leftover.events:
            self._queue(event)

    # -- used by CallJournal -------------------------------------------------------------------------------------

    def write(self, descriptor: int, event: CallEvent, *, is_torn: bool) -> bool:
        """Append one fact to its file and queue it. Return whether the file took it whole."""
        line = encode_event(event)
        data = b"\n" + line if is_torn else line
        try:
            is_whole = os.write(descriptor, data) == len(data)
        except OSError:
            is_whole = False
        if not is_whole:
            self._unwritten += 1
        if is_whole == self._is_disk_full:
            self._is_disk_full = not is_whole
            if is_whole:
                log.info("journal_written_again", unwritten=self._unwritten)
            else:
                log.error("journal_not_written", remedy="Make room on the disk; facts are kept in memory until then.")
        self._queue(event, is_in_file=is_whole)
        return is_whole

    def finish(self, call_id: str) -> None:
        """No more facts of this call will come."""
        if (shipment := self._shipments.get(call_id)) is not None:
            shipment.is_closed = True
            self._wake.set()

    def _queue(self, event: CallEvent, *, is_in_file: bool = True) -> None:
        shipment = self._shipments[event.call_id]
        if is_in_file and len(self._pending) >= MAX_PENDING:
            shipment.is_behind = True
            return
        if len(self._pending) >= MAX_UNWRITTEN:
            log.error("fact_lost", fact=type(event.fact).__name__, remedy="Postgres is away and the disk is full.")
            return
        shipment.waiting += 1
        self._pending.append(event)
        self._wake.set()

    # -- the shipper ---------------------------------------------------------------------------------------------

    async def _ship(self) -> None:
        retry_s = FIRST_RETRY_S
        while True:
            await self._wake.wait()
            # Not `wait_for`, which on Python 3.11 loses a cancelling that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_S):
                    await self._hurry.wait()
            self._wake.clear()
            while self._pending:
                batch = [self._pending[index] for index in range(min(BATCH, len(self._pending)))]
                try:
                    await self._store(batch)
                except Exception as error:
                    # Whatever it is, it isn't a fact's fault (`_store` sets those aside): it may be over soon.
                    log.warning("postgres_away", error=type(error).__name__, facts=len(self._pending))
                    await asyncio.sleep(retry_s)
                    retry_s = min(retry_s * 2, LAST_RETRY_S)
                    continue
                retry_s = FIRST_RETRY_S
                for event in batch:
                    self._pending.popleft()
                    self._shipments[event.call_id].waiting -= 1
            await self._settle()

    async def _store(self, batch: Sequence[CallEvent]) -> None:
        """Apply a batch; if one fact in it can't be stored at all, set that one aside and keep the others."""
        async with self._pool.acquire(timeout=LAST_RETRY_S) as connection:
            try:
                await self._apply(connection, batch)
            except Exception as error:
                if not _is_hopeless(error):
                    raise
                for event in batch:
                    await self._store_alone(connection, event)

    async def _store_alone(self, connection: Connection, event: CallEvent) -> None:
        try:
            await self._apply(connection, [event])
        except Exception as error:
            if not _is_hopeless(error):
                raise
            log.error("fact_set_aside", fact=type(event.fact).__name__, error=type(error).__name__)
            self._shipments[event.call_id].is_odd = True

    async def _settle(self) -> None:
        """Forget the calls that are wholly in Postgres; read again the file of one that fell behind."""
        for call_id, shipment in list(self._shipments.items()):
            if shipment.waiting:
                continue
            if shipment.is_behind:
                # Whatever its length, or a call with more facts than may wait would never be done.
                shipment.is_behind = False
                events, _ = await asyncio.to_thread(read_journal, shipment.path)
                self._pending.extend(events)
                shipment.waiting += len(events)
                self._wake.set()
                return
            if shipment.is_closed:
                with suppress(OSError):
                    place = SET_ASIDE if shipment.is_odd else FINISHED if self._keeps_files else None
                    await asyncio.to_thread(_put_away, shipment.path, place)
                os.close(shipment.descriptor)
                del self._shipments[call_id]
        async with self._shipped:
            self._shipped.notify_all()


class CallJournal:
    """One call's journal. Used on the event loop's thread only."""

    def __init__(self, journal: Journal, call_id: str, descriptor: int) -> None:
        self._journal = journal
        self._call_id = call_id
        #: The open file.
        self.descriptor = descriptor
        self._seq = 0
        self._is_torn = False
        self._is_closed = False

    def record(self, fact: Fact) -> CallEvent:
        """Number a fact, stamp it with the time, and journal it. Never waits and never raises for a full disk.

        Raises:
            JournalError: the journal is closed.
        """
        if self._is_closed:
            raise JournalError("A fact came after the call's journal was closed.")
        self._seq += 1
        event = CallEvent(call_id=self._call_id, seq=self._seq, at=datetime.now(UTC), fact=fact)
        self._is_torn = not self._journal.write(self.descriptor, event, is_torn=self._is_torn)
        return event

    def close(self) -> None:
        """End the journal. Its file goes once Postgres has everything."""
        if not self._is_closed:
            self._is_closed = True
            self._journal.finish(self._call_id)


def _is_hopeless(error: Exception) -> bool:
    """Tell whether an error says that a fact can't be stored, not that Postgres can't be reached or used now."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(_HOPELESS)
    # asyncpg refuses some values itself (its DataError is a ValueError); the rest are faults of our own projection.
    return isinstance(error, (ValueError, TypeError, LookupError, AttributeError))


def _put_away(path: Path, place: str | None) -> None:
    if place is None:
        return path.unlink()
    folder = path.parent / place
    folder.mkdir(mode=0o700, exist_ok=True)
    path.replace(folder / path.name)
