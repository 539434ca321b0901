"""An audio output that plays in real time into a list, as a leg would play it to the caller."""

from __future__ import annotations

import asyncio
import time

from livekit import rtc
from livekit.agents.voice import io

from tests.fakes.pace import paced


class Playout(io.AudioOutput):
    """Plays what it is given at its pace; `played` has the PCM the caller has heard. Used on the loop's thread."""

    def __init__(self, *, sample_rate: int = 8000) -> None:
        super().__init__(label="playout", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=sample_rate)
        self.played = bytearray()
        self.first_sound_at_s: list[float] = []
        self.interruptions = 0
        self._waiting = bytearray()
        self._is_paused = False
        self._is_flushed = False
        self._position_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._waiting and self._position_s == 0.0:
            self.first_sound_at_s.append(time.time())
            self.on_playback_started(created_at=time.time())
        self._waiting += bytes(frame.data)
        self._is_flushed = False
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._play())

    def flush(self) -> None:
        super().flush()
        self._is_flushed = True

    def clear_buffer(self) -> None:
        self._waiting.clear()
        if self._task is not None and not self._task.done():
            self.interruptions += 1
            self._finish(interrupted=True)

    def pause(self) -> None:
        self._is_paused = True

    def resume(self) -> None:
        self._is_paused = False

    async def _play(self) -> None:
        rate = self.sample_rate or 8000
        step = rate // 50 * 2
        async for _ in paced(every_s=0.02):
            if self._is_paused:
                continue
            if self._waiting:
                self.played += self._waiting[:step]
                del self._waiting[:step]
                self._position_s += 0.02
            elif self._is_flushed:
                self._finish(interrupted=False)
                return

    def _finish(self, *, interrupted: bool) -> None:
        position, self._position_s = self._position_s, 0.0
        task, self._task = self._task, None
        self._is_paused = False
        self.on_playback_finished(playback_position=position, interrupted=interrupted)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
