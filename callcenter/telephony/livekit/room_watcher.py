"""Nobody is left in silence: a caller whose agent never came, or is gone, gets one new agent or is put down.

Every worker runs a watcher and one of them acts, by a lock in Postgres; with Postgres away all do, and the mark on the
second dispatch, which LiveKit keeps with the room, stops a third.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from callcenter.calls.record.journal import Journal
from callcenter.errors import TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.pool import open_pool
from callcenter.store.watch_lock import watch_lock
from callcenter.tasks import cancel
from callcenter.telephony.livekit.alone import RoomNeed, again, judge
from callcenter.telephony.livekit.lost_call import callers, lost_call, record_lost
from callcenter.telephony.livekit.rooms import Rooms

log = logger(__name__)

#: Seconds between two looks at all rooms.
LOOK_INTERVAL_S = 1.0


class RoomWatcher:
    """Looks at a project's rooms and helps callers who are alone in one. `clock` is in seconds, monotonic."""

    def __init__(
        self, rooms: Rooms, journal: Journal, *, agent_name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rooms = rooms
        self._journal = journal
        self._agent_name = agent_name
        self._clock = clock
        self._sees = True
        #: Since when each room's caller is alone, and with how many dispatches.
        self._alone: dict[str, tuple[float, int]] = {}

    async def look(self) -> None:
        """Look at every room once and act. Never raises for LiveKit's failures: the next look tries again."""
        try:
            names = [room.name for room in await self._rooms.all() if room.num_participants]
        except TelephonyError as error:
            if self._sees:
                log.warning("rooms_not_seen", error=error.what)
            self._sees = False
            return
        self._sees = True
        for gone in self._alone.keys() - set(names):
            del self._alone[gone]
        for name in names:
            try:
                await self._look_at(name)
            except TelephonyError as error:
                log.warning("room_not_helped", error=error.what)

    async def _look_at(self, room: str) -> None:
        participants = await self._rooms.participants(room)
        if not callers(participants):
            self._alone.pop(room, None)
            return
        dispatches = await self._rooms.dispatches(room)
        since_s, asked = self._alone.get(room, (self._clock(), len(dispatches)))
        if asked != len(dispatches):
            since_s = self._clock()
        verdict = judge(participants, dispatches, agent_name=self._agent_name, alone_s=self._clock() - since_s)
        if verdict is RoomNeed.NOTHING:
            self._alone.pop(room, None)
            return
        self._alone[room] = (since_s, len(dispatches))
        first = next((one for one in dispatches if one.agent_name == self._agent_name), None)
        metadata = first.metadata if first is not None else ""
        if verdict is RoomNeed.DISPATCH:
            log.warning("caller_without_agent", remedy="One new agent is sent. Are there workers enough?")
            await self._rooms.dispatch(room, agent_name=self._agent_name, metadata=again(metadata))
        elif verdict is RoomNeed.OVER:
            await self._rooms.close(room)
        elif verdict is RoomNeed.CLOSE:
            log.error("caller_put_down", remedy="No agent came. See the workers' load and their logs.")
            await self._rooms.close(room)
            for caller in callers(participants):
                record_lost(lost_call(room, caller, metadata), self._journal, reason="no-agent")


@asynccontextmanager
async def watching_rooms(settings: Settings, journal: Journal) -> AsyncIterator[None]:
    """Watch the project's rooms while open."""
    rooms = Rooms(settings)
    watcher = RoomWatcher(rooms, journal, agent_name=settings.worker.agent_name)
    pool = await open_pool(settings.database_url.get_secret_value(), min_size=0, max_size=1)
    task = asyncio.create_task(_watch(watcher, pool), name="room-watcher")
    try:
        yield
    finally:
        await cancel(task)
        pool.terminate()
        await rooms.aclose()


async def _watch(watcher: RoomWatcher, pool: asyncpg.Pool) -> None:
    while True:
        try:
            async with watch_lock(pool) as is_ours:
                if is_ours:
                    await watcher.look()
                # With the lock, so that the others need not look meanwhile.
                await asyncio.sleep(LOOK_INTERVAL_S)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.debug("watching_without_lock", error=type(error).__name__)
            await asyncio.sleep(LOOK_INTERVAL_S * (1 + random.random()))
            await watcher.look()
        except Exception as error:
            log.exception("watch_failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_INTERVAL_S)
