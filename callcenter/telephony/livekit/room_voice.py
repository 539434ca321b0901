"""The agent's voice on its way into a room: an AudioOutput before a LiveKit audio source.

livekit-agents' own room output belongs to a session that joins the room itself; here the leg owns the room, as
the SIP leg owns its line, and the session only gets an output.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from livekit import rtc
from livekit.agents.voice import io

from callcenter.errors import TelephonyError

#: Mono int16; phone callers hear 8 or 16 kHz, so more would be thrown away.
SAMPLE_RATE_HZ = 16_000
BYTES_A_SECOND = 2 * SAMPLE_RATE_HZ
_PACKET_BYTES = BYTES_A_SECOND // 50
#: Audio the source may hold ahead: what a busy event loop may miss unheard, and what a barge-in takes back.
LEAD_MS = 200
#: Audio that may wait here before `capture_frame` waits.
_MAX_WAITING_BYTES = 30 * BYTES_A_SECOND


class Source(Protocol):
    """The part of `rtc.AudioSource` that plays."""

    @property
    def queued_duration(self) -> float:
        """Seconds handed over and not played."""

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame; waits while the queue is full."""

    def clear_queue(self) -> None:
        """Throw away what isn't played."""


class RoomVoice(io.AudioOutput):
    """Plays one segment of speech after the other. `run` moves the audio; the leg owns that task.

    `tap` gets the PCM as it goes to the source, up to `LEAD_MS` before it is heard.
    """

    def __init__(self, source: Source, *, tap: Callable[[bytes], None] | None = None) -> None:
        super().__init__(label="room", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=SAMPLE_RATE_HZ)
        self._source = source
        self._tap = tap
        self._waiting = bytearray()
        #: The last bytes handed to the source, to take back those it hasn't played.
        self._handed = bytearray()
        self._pushed = 0
        self._is_flushed = False
        self._is_started = False
        self._is_discarding = False
        self._is_paused = False
        self._is_closed = False
        self._wake = asyncio.Event()
        self._space = asyncio.Event()
        self._space.set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame (mono int16, 16 kHz). Waits while 30 s are queued or an earlier segment still plays."""
        if frame.sample_rate != SAMPLE_RATE_HZ or frame.num_channels != 1:
            raise TelephonyError(f"The leg takes mono audio at {SAMPLE_RATE_HZ} Hz, not {frame.sample_rate} Hz.")
        if self._is_flushed:
            await self._idle.wait()
        await self._space.wait()
        await super().capture_frame(frame)
        if self._is_discarding or self._is_closed:
            return
        pcm = bytes(frame.data.cast("B"))
        self._idle.clear()
        self._waiting += pcm
        self._pushed += len(pcm)
        if len(self._waiting) > _MAX_WAITING_BYTES:
            self._space.clear()
        self._wake.set()

    def flush(self) -> None:
        """Mark the segment's end; `playback_finished` comes when it has played out."""
        super().flush()
        self._is_discarding = False
        if self._pushed:
            self._is_flushed = True
            self._wake.set()
        elif self._is_closed and self._pending_playback_count:
            self.on_playback_finished(playback_position=0.0, interrupted=True)

    def clear_buffer(self) -> None:
        """Stop at once and report how much of the segment was played."""
        if not self._pushed:
            return
        self._take_back()
        self._is_discarding = not self._is_flushed
        self._finish(is_interrupted=True)

    def pause(self) -> None:
        """Fall silent at once, keeping what wasn't played for `resume`."""
        super().pause()
        self._is_paused = True
        self._take_back()

    def resume(self) -> None:
        """Go on where `pause` fell silent."""
        super().resume()
        self._is_paused = False
        self._wake.set()

    def close(self) -> None:
        """The leg is gone: what is left of the segment counts as interrupted, later audio as never heard."""
        self.clear_buffer()
        self._is_closed = True
        for event in (self._space, self._idle, self._wake):
            event.set()

    async def run(self) -> None:
        """Move audio into the source until the leg is gone."""
        while not self._is_closed:
            await self._wake.wait()
            self._wake.clear()
            while self._has_packet() and not self._is_paused and not self._is_closed:
                await self._hand_over()
            if self._is_flushed and not self._is_paused and not self._waiting:
                await self._play_out()

    def _has_packet(self) -> bool:
        """The rest of a packet comes with the next frame; the segment's end goes as it is."""
        return len(self._waiting) >= _PACKET_BYTES or (self._is_flushed and bool(self._waiting))

    async def _hand_over(self) -> None:
        packet = bytes(self._waiting[:_PACKET_BYTES])
        if not self._is_started:
            self._is_started = True
            self.on_playback_started(created_at=time.time())
        del self._waiting[: len(packet)]
        self._handed += packet
        if self._tap is not None:
            self._tap(packet)
        del self._handed[: -LEAD_MS * BYTES_A_SECOND // 500]
        if len(self._waiting) <= _MAX_WAITING_BYTES // 2:
            self._space.set()
        await self._source.capture_frame(
            rtc.AudioFrame(
                data=packet, sample_rate=SAMPLE_RATE_HZ, num_channels=1, samples_per_channel=len(packet) // 2
            )
        )

    async def _play_out(self) -> None:
        """Wait until the source has played all, or something changes."""
        while (left_s := self._source.queued_duration) > 0:
            try:
                async with asyncio.timeout(left_s):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.set()
            return
        if self._is_flushed and not self._waiting:
            self._finish(is_interrupted=False)

    def _take_back(self) -> None:
        """Empty the source; what it hadn't played stands at the head of the queue again."""
        unplayed = min(len(self._handed), 2 * int(self._source.queued_duration * SAMPLE_RATE_HZ))
        self._source.clear_queue()
        if unplayed:
            self._waiting[:0] = self._handed[-unplayed:]
        self._handed.clear()

    def _finish(self, *, is_interrupted: bool) -> None:
        position_s = max(0, self._pushed - len(self._waiting)) / BYTES_A_SECOND
        self._waiting.clear()
        self._handed.clear()
        self._pushed = 0
        self._is_flushed = self._is_started = False
        self._space.set()
        self._idle.set()
        self.on_playback_finished(playback_position=position_s, interrupted=is_interrupted)
