"""Nobody is left in silence: a caller whose agent never came, or is gone, gets one new agent or is put down.

Every worker runs a watcher and one of them acts, by a lock in Postgres; with Postgres away all do, and the mark on the
second dispatch, which LiveKit keeps with the room, stops a third.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import asyncpg
from livekit.protocol.models import ParticipantInfo

from callcenter.calls.record.journal import Journal
from callcenter.domain.calls.termination import EndReason
from callcenter.errors import TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.pool import open_pool
from callcenter.store.postgres_errors import POSTGRES_FAILS
from callcenter.tasks import cancel
from callcenter.telephony.livekit.lost_call import callers, lost_call, record_lost
from callcenter.telephony.livekit.rooms import Rooms
from callcenter.telephony.livekit.watching.alone import (
    ALONE_S,
    RINGING_S,
    RoomNeed,
    again,
    caller_key,
    judge,
    serving_in,
)
from callcenter.telephony.livekit.watching.watch_lock import watch_lock

log = logger(__name__)

#: Seconds between two looks at all rooms.
LOOK_INTERVAL_S = 0.5
#: Looks that leave out a room in which an agent was. How many are in a room is no help: livekit-server (1.9.12) counts
#: them every 5 s only, and a new room has nobody in it until then.
LOOKS_LEFT_OUT = 3
#: Rooms that are looked at together: if the CPU is short each request takes a quarter of a second, and twenty rooms
#: one after the other longer than a caller may wait.
LOOKS_AT_ONCE = 32
#: Most seconds that a new caller is taken to have waited before the look that finds them.
UNSEEN_S = 1.5
#: Looks for which the lock is kept; three trips to Postgres less for each.
LOOKS_A_LOCK = 20


class RoomWatcher:
    """Looks at a project's rooms and helps callers who are alone in one. Close it with `aclose`.

    `clock` is in seconds, monotonic; `sleep` waits.
    """

    def __init__(
        self,
        rooms: Rooms,
        journal: Journal,
        *,
        agent_name: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        #: What is asked of LiveKit about rooms.
        self.rooms = rooms
        self._journal = journal
        self._agent_name = agent_name
        self._clock = clock
        self._sleep = sleep
        #: Rooms whose job this worker left to others, by name.
        self.followed: dict[str, asyncio.Task[None]] = {}
        #: Looks under way, by room.
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._at_once = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._sees = True
        self._seen: dict[str, _Seen] = {}
        #: When the last look began: who came since may have waited from then on.
        self._looked_s: float | None = None

    async def look(self) -> None:
        """Look at every room once and act. Never raises for LiveKit's failures: the next look tries again."""
        if looks := await self.begin_look():
            await asyncio.wait(looks)

    async def begin_look(self) -> Collection[asyncio.Task[None]]:
        """Begin to look at every room, but those that an earlier look is still at; return the looks.

        LiveKit takes up to five seconds to answer about a room that closes; the others' callers have no such time.
        """
        now_s = self._clock()
        came_s = now_s if self._looked_s is None else max(self._looked_s, now_s - UNSEEN_S)
        self._looked_s = now_s
        try:
            rooms = {room.name for room in await self.rooms.all()}
        except TelephonyError as error:
            if self._sees:
                log.warning("rooms_not_seen", error=error.what)
            self._sees = False
            return ()
        self._sees = True
        for gone in self._seen.keys() - rooms:
            del self._seen[gone]
        for name in rooms - self._looks.keys():
            if not self._seen.setdefault(name, _Seen()).may_skip():
                look = self._looks[name] = asyncio.create_task(self._look_safely(name, came_s), name="room-look")
                look.add_done_callback(partial(self._forget_look, name))
        return [*self._looks.values()]

    async def _look_safely(self, room: str, came_s: float) -> None:
        async with self._at_once:
            try:
                await self._look_at(room, came_s)
            except TelephonyError as error:
                log.warning("room_not_helped", error=error.what)
            except Exception as error:
                log.exception("watch_failed", error=type(error).__name__)

    def _forget_look(self, room: str, _: asyncio.Task[None]) -> None:
        del self._looks[room]

    def refused(self, room: str) -> None:
        """Hear that this worker left a room's job to others: the room is looked at on time, whatever the looks take.

        When the CPU is short, looks at all rooms come seconds apart, and then its callers need them most.
        """
        if room in self.followed:
            return
        task = self.followed[room] = asyncio.create_task(self._follow(room, self._clock()), name="refused-room")
        task.add_done_callback(lambda _: self.followed.pop(room, None))

    async def _follow(self, room: str, since_s: float) -> None:
        for after_s in (ALONE_S, RINGING_S):
            await self._sleep(max(0.0, since_s + after_s - self._clock()))
            try:
                await self._look_at(room, since_s, alone_since_s=since_s)
            except TelephonyError as error:
                log.warning("room_not_helped", error=error.what)

    async def aclose(self) -> None:
        """Give up what is under way."""
        await cancel(*self.followed.values(), *self._looks.values())

    async def agent_died(self, room: str, identity: str) -> None:
        """Take an agent whose process died out of its room, and help the caller at once: there is nothing to wait for.

        Raises:
            TelephonyError: LiveKit can't; the next looks will find the caller alone.
        """
        await self.rooms.remove(room, identity)
        seen = self._seen.setdefault(room, _Seen())
        seen.agents.add(identity)
        await self._look_at(room, self._clock(), died=identity)

    async def _look_at(self, room: str, came_s: float, *, died: str = "", alone_since_s: float = math.inf) -> None:
        """Look at one room; `came_s` is the earliest time at which a caller whom no look has met may have come.

        `died` is the identity of an agent known to be dead, whether or not LiveKit still shows it; `alone_since_s` is
        when the room's job is known to have been left.
        """
        seen = self._seen.setdefault(room, _Seen())
        # Two looks at once would each send an agent.
        async with seen.turn:
            await self._look_now(room, seen, came_s, died=died, alone_since_s=alone_since_s)

    async def _look_now(self, room: str, seen: _Seen, came_s: float, *, died: str, alone_since_s: float) -> None:
        # Before the questions: when the CPU is short, an answer is old by the time that it is read.
        now_s = self._clock()
        participants = await self._inside(room, but=died)
        inside = serving_in(participants)
        seen.agents |= inside
        found = callers(participants)
        if not found or inside:
            seen.since_s = seen.first_s = None
            seen.looks_left = LOOKS_LEFT_OUT if inside else 0
            return
        dispatches = await self.rooms.dispatches(room)
        waiting = (len(dispatches), caller_key(found[0]))
        if seen.waiting[1] != waiting[1]:
            seen.first_s = came_s
        elif seen.first_s is None:
            seen.first_s = now_s
        if seen.since_s is None or seen.waiting != waiting:
            seen.since_s, seen.waiting = now_s, waiting
        verdict = judge(
            participants,
            dispatches,
            agent_name=self._agent_name,
            # A refused job's look counts from the refusal, unless another look has sent an agent since.
            alone_s=math.inf if died else now_s - max(min(seen.since_s, alone_since_s), seen.sent_s),
            waiting_s=now_s - min(seen.first_s, alone_since_s),
            gone=seen.agents,
        )
        first = next((one for one in dispatches if one.agent_name == self._agent_name), None)
        metadata = first.metadata if first is not None else ""
        if verdict is RoomNeed.DISPATCH:
            log.warning("caller_without_agent", remedy="One new agent is sent. Are there workers enough?")
            await self.rooms.dispatch(room, agent_name=self._agent_name, metadata=again(metadata, found[0]))
            seen.since_s = seen.sent_s = self._clock()
            seen.waiting = (waiting[0] + 1, waiting[1])
        elif verdict is RoomNeed.CLOSE:
            if serving_in(await self._inside(room, but=died)):
                # They came while we asked.
                return
            log.error("caller_put_down", remedy="No agent came. See the workers' load and their logs.")
            await self.rooms.close(room)
            for caller in found:
                record_lost(lost_call(room, caller, metadata), self._journal, reason=EndReason.NO_AGENT)

    async def _inside(self, room: str, *, but: str) -> list[ParticipantInfo]:
        return [one for one in await self.rooms.participants(room) if one.identity != but]


@dataclass(slots=True)
class _Seen:
    """What earlier looks at a room have shown."""

    #: Since when the caller is alone; None if they aren't.
    since_s: float | None = None
    #: The same, whatever was dispatched meanwhile.
    first_s: float | None = None
    #: When we last sent an agent.
    sent_s: float = -math.inf
    #: The dispatches there were, and who was waiting: another caller, or a new dispatch, waits from the start.
    waiting: tuple[int, str] = (0, "")
    #: Everybody who was ever there for us.
    agents: set[str] = field(default_factory=set)
    #: For how many looks it may still be left out.
    looks_left: int = 0
    #: Had by the look that is at the room.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def may_skip(self) -> bool:
        """Return whether the next look may leave the room out: an agent was there a moment ago."""
        self.looks_left = max(0, self.looks_left - 1)
        return self.looks_left > 0


@asynccontextmanager
async def watching_rooms(settings: Settings, journal: Journal) -> AsyncIterator[RoomWatcher]:
    """Watch the project's rooms while open."""
    rooms = Rooms(settings)
    watcher = RoomWatcher(rooms, journal, agent_name=settings.worker.agent_name)
    pool = await open_pool(settings.database_url.get_secret_value(), min_size=0, max_size=1)
    task = asyncio.create_task(_watch(watcher, pool), name="room-watcher")
    try:
        yield watcher
    finally:
        await cancel(task)
        await watcher.aclose()
        pool.terminate()
        await rooms.aclose()


async def _watch(watcher: RoomWatcher, pool: asyncpg.Pool) -> None:
    while True:
        try:
            async with watch_lock(pool) as is_ours:
                for _ in range(LOOKS_A_LOCK if is_ours else 1):
                    if is_ours:
                        await watcher.begin_look()
                    # With the lock, so that the others need not look meanwhile.
                    await asyncio.sleep(LOOK_INTERVAL_S)
        except POSTGRES_FAILS as error:
            log.debug("watching_without_lock", error=type(error).__name__)
            await asyncio.sleep(LOOK_INTERVAL_S * (1 + random.random()))
            await watcher.begin_look()
        except Exception as error:
            log.exception("watch_failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_INTERVAL_S)
