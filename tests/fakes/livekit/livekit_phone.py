"""A phone whose call lies in a fake room: what `SimulatedCall` is on a real line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from livekit import rtc

from callcenter.demo.phone.simulated_caller import HeardAudio
from callcenter.errors import TelephonyError
from callcenter.tasks import cancel
from tests.fakes.livekit.room import FakeParticipant, Speaker

#: Samples (int16) above this are a voice.
_AUDIBLE = 100
_HEAR_HZ = 16_000


class FakePhone:
    """One call. `on_hang_up` and `on_digit` are the room's."""

    def __init__(self, *, number: str, caller: str) -> None:
        self.number, self.caller = number, caller
        self.participant: FakeParticipant | None = None
        self.mouth = Speaker()
        self.answered_at_s: float | None = None
        self.end_reason = ""
        #: Whether it answers REFER as asked, or by 405.
        self.follows_transfers = True
        self.is_over = False
        self.on_hang_up: Callable[[], None] = lambda: None
        self.on_digit: Callable[[str], None] = lambda _: None
        self._words = bytearray()
        self._heard = bytearray()
        self._sounds: list[float] = []
        self._is_loud = False
        self._ears: dict[Any, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._talking = asyncio.create_task(self.mouth.speak(self._words))

    # -- the caller's side ----------------------------------------------------

    async def answered(self, *, timeout_s: float) -> float:
        await self._until(lambda: self.answered_at_s is not None or self.is_over, timeout_s)
        if self.answered_at_s is None:
            raise TelephonyError(f"The call was refused: {self.end_reason}.")
        return self.answered_at_s

    async def agent_speaks(self, *, after_s: float = 0.0, timeout_s: float) -> float:
        def heard() -> list[float]:
            return [at_s for at_s in self._sounds if at_s >= after_s]

        await self._until(lambda: bool(heard()) or self.is_over, timeout_s)
        if not heard():
            raise TelephonyError("The call ended before the agent spoke.")
        return heard()[0]

    async def say(self, pcm: bytes) -> None:
        self._words += pcm

    async def press(self, digits: str, *, timeout_s: float = 20) -> None:
        for digit in digits:
            self.on_digit(digit)

    async def hang_up(self, *, timeout_s: float = 5) -> None:
        self.on_hang_up()

    async def ended(self, *, timeout_s: float) -> str:
        await self._until(lambda: self.is_over, timeout_s)
        return self.end_reason

    async def heard(self) -> HeardAudio:
        return HeardAudio(pcm=bytes(self._heard), rate_hz=_HEAR_HZ, began_at_s=0.0)

    async def _until(self, is_true: Callable[[], bool], timeout_s: float) -> None:
        async with asyncio.timeout(timeout_s):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    # -- the room's side ------------------------------------------------------

    def hear(self, track: Any) -> None:
        """An agent's track is there: the call is answered."""
        if self.is_over:
            return
        self.answered_at_s = self.answered_at_s or time.monotonic()
        self._ears[track] = asyncio.create_task(self._listen(track))
        self._changed.set()

    def lose(self, tracks: list[Any]) -> None:
        """Hear no more of an agent."""
        for track in tracks:
            if (ear := self._ears.pop(track, None)) is not None:
                ear.cancel()
        self._is_loud = False

    def over(self, reason: str) -> None:
        """The call has ended."""
        self.is_over, self.end_reason = True, reason
        self._changed.set()

    async def aclose(self) -> None:
        """Let go of the audio."""
        await cancel(self._talking, *self._ears.values())
        await self.mouth.aclose()

    async def _listen(self, track: Any) -> None:
        stream = rtc.AudioStream.from_track(track=track, sample_rate=_HEAR_HZ, num_channels=1, frame_size_ms=20)
        try:
            async for event in stream:
                self._heard += event.frame.data.cast("B")
                loud = bool(np.abs(np.frombuffer(event.frame.data, dtype=np.int16)).max(initial=0) > _AUDIBLE)
                if loud and not self._is_loud:
                    self._sounds.append(time.monotonic())
                    self._changed.set()
                self._is_loud = loud
        finally:
            await stream.aclose()
