"""A supervisor of a test: all they have seen, and the tones they say and hear."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import Fact, TurnTaken
from callcenter.domain.supervision import SUPERVISOR_HZ, FactSeen, Seen
from callcenter.tasks import cancel
from tests.fakes.pace import paced
from tests.fakes.worker.beeping_call import tone

PATIENCE_S = 60.0
_PACKET_BYTES = SUPERVISOR_HZ // 50 * 2
#: Sound that is looked at for its tone, in seconds.
_LOOKED_AT_S = 0.5


@dataclass
class Watching:
    """A supervisor and all they have seen."""

    supervisor: CallSupervisor
    seen: list[Seen]
    changed: asyncio.Event

    async def until(self, is_there: Callable[[Seen], bool]) -> Seen:
        async with asyncio.timeout(PATIENCE_S):
            while not (found := [one for one in self.seen if is_there(one)]):
                self.changed.clear()
                await self.changed.wait()
            return found[0]

    async def fact(self, kind: type[Fact], **fields: Any) -> Any:
        def is_it(seen: Seen) -> bool:
            return (
                isinstance(seen, FactSeen)
                and isinstance(seen.fact, kind)
                and all(getattr(seen.fact, name) == value for name, value in fields.items())
            )

        found = await self.until(is_it)
        assert isinstance(found, FactSeen)
        return found.fact

    async def follow(self) -> None:
        async for seen in self.supervisor.seen():
            self.seen.append(seen)
            self.changed.set()

    async def agent_said(self, words: str) -> None:
        """Wait until the agent has said something to its end."""
        await self.until(
            lambda seen: (
                isinstance(seen, FactSeen)
                and isinstance(seen.fact, TurnTaken)
                and seen.fact.turn.speaker is Speaker.AGENT
                and words in seen.fact.turn.text
            )
        )

    async def speak(self, hz: int) -> None:
        """Say a tone as a microphone would, in packets of 20 ms, until cancelled."""
        pcm = tone(1.0, hz)
        packets = [pcm[start : start + _PACKET_BYTES] for start in range(0, len(pcm), _PACKET_BYTES)]
        async for packet in paced(itertools.cycle(packets), every_s=0.02):
            await self.supervisor.speak(packet)

    async def hears(self, hz: int, speaker: Speaker) -> None:
        """Wait until a party makes a tone."""
        heard = bytearray()
        async with asyncio.timeout(PATIENCE_S):
            async for sound in self.supervisor.sounds():
                if sound.speaker is speaker:
                    heard += sound.pcm
                if is_tone(bytes(heard), sound.rate_hz, hz):
                    return


def is_tone(pcm: bytes, rate_hz: int, hz: int) -> bool:
    """Tell whether the last half second of sound is a tone."""
    samples = np.frombuffer(pcm, dtype=np.int16)[-round(_LOOKED_AT_S * rate_hz) :].astype(float)
    if len(samples) < _LOOKED_AT_S * rate_hz or np.abs(samples).max() < 500:
        return False
    strongest = np.fft.rfftfreq(len(samples), 1 / rate_hz)[np.argmax(np.abs(np.fft.rfft(samples)))]
    return bool(abs(strongest - hz) < 15)


@asynccontextmanager
async def following(supervisor: CallSupervisor) -> AsyncIterator[Watching]:
    """Keep what a supervisor sees."""
    watcher = Watching(supervisor, [], asyncio.Event())
    task = asyncio.create_task(watcher.follow())
    try:
        yield watcher
    finally:
        await cancel(task)
