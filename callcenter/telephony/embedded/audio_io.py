"""The agent's voice on its way to the caller: an AudioOutput that keeps the stack a little ahead of the wire.

Audio waits here and goes to the stack in small amounts, so that an interruption throws away what the caller
hasn't heard and knows to the packet how much was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from livekit import rtc
from livekit.agents.voice import io

from callcenter.errors import TelephonyError

#: Rate of the PCM handed over, mono int16; the stack resamples it to the codec's.
SAMPLE_RATE_HZ = 16_000
BYTES_A_SECOND = 2 * SAMPLE_RATE_HZ
#: How far the stack is kept ahead of the wire, in seconds: the event loop may stall so long unheard.
LEAD_S = 0.15
_LEAD_BYTES = int(LEAD_S * BYTES_A_SECOND)
#: Audio that may wait here before `capture_frame` waits, in seconds.
_QUEUE_S = 30.0
#: After discarding, the stack empties its buffer at its next packet; what is written before may go with it.
_SETTLE_S = 0.025


class Wire(Protocol):
    """The sending half of a SIP call."""

    def write(self, pcm: bytes) -> int:
        """Queue PCM and return how many bytes were taken."""

    def unsent(self) -> int | None:
        """Return how many queued bytes aren't sent yet, or None without media."""

    def drop_unsent(self) -> None:
        """Discard what is queued."""


class SipAudioOutput(io.AudioOutput):
    """Plays one segment of speech after the other. `top_up` is called every 20 ms by the pacer.

    `tap` gets the PCM that went on the wire since the last call of it, as it went.
    """

    def __init__(self, wire: Wire, *, tap: Callable[[bytes], None] | None = None) -> None:
        super().__init__(label="SIP", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=SAMPLE_RATE_HZ)
        self._wire = wire
        self._tap = tap
        self._queue = bytearray()
        #: Written to the stack and not known to be on the wire yet.
        self._in_flight = bytearray()
        self._pushed = 0
        self._played = 0
        self._is_flushed = False
        self._is_started = False
        self._is_discarding = False
        self._pauses: set[str] = set()
        self._settled_at_s = 0.0
        self._room = asyncio.Event()
        self._room.set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closed = False

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame (mono int16, 16 kHz). Waits while 30 s are queued or an earlier segment still plays."""
        if frame.sample_rate != SAMPLE_RATE_HZ or frame.num_channels != 1:
            raise TelephonyError(f"The leg takes mono audio at {SAMPLE_RATE_HZ} Hz, not {frame.sample_rate} Hz.")
        if self._is_flushed:
            await self._idle.wait()
        await self._room.wait()
        await super().capture_frame(frame)
        if self._is_discarding or self._is_closed:
            return
        pcm = bytes(frame.data.cast("B"))
        self._idle.clear()
        self._queue += pcm
        self._pushed += len(pcm)
        if len(self._queue) > _QUEUE_S * BYTES_A_SECOND:
            self._room.clear()
        self.top_up()

    def flush(self) -> None:
        """Mark the segment's end; `playback_finished` comes when its last packet is sent."""
        super().flush()
        self._is_discarding = False
        if self._is_closed and self._pushed == 0:
            self._settle_unplayed()
        if self._pushed:
            self._is_flushed = True
            self.top_up()

    def clear_buffer(self) -> None:
        """Stop at once and report how much of the segment the caller heard."""
        if not self._pushed:
            return
        self._take_back()
        self._is_discarding = not self._is_flushed
        self._finish(is_interrupted=True)

    def pause(self) -> None:
        """Fall silent within a packet, keeping what wasn't heard for `resume`."""
        super().pause()
        self._pause("agent")

    def resume(self) -> None:
        """Go on where `pause` fell silent."""
        super().resume()
        self._resume("agent")

    def hold(self, is_held: bool) -> None:
        """The caller holds us: keep what there is to say until they are back."""
        if is_held:
            self._pause("hold")
        else:
            self._resume("hold")

    def close(self) -> None:
        """The leg is gone: what is left of the segment counts as interrupted, later audio as never heard."""
        self.clear_buffer()
        self._is_closed = True
        self._room.set()
        self._idle.set()

    def top_up(self) -> None:
        """Account for what was sent, write what fits ahead of the wire, and report starts and ends."""
        unsent = self._wire.unsent()
        if unsent is None or time.monotonic() < self._settled_at_s:
            return
        self._account(unsent)
        if self._pauses:
            return
        space = _LEAD_BYTES - len(self._in_flight)
        if self._queue and space > 0:
            self._write(min(space, len(self._queue)))
        elif self._is_flushed and not self._queue and not self._in_flight:
            self._finish(is_interrupted=False)

    def _write(self, count: int) -> None:
        taken = self._wire.write(bytes(self._queue[:count]))
        if not taken:
            return
        if not self._is_started:
            self._is_started = True
            self.on_playback_started(created_at=time.time() + len(self._in_flight) / BYTES_A_SECOND)
        self._in_flight += self._queue[:taken]
        del self._queue[:taken]
        if len(self._queue) <= _QUEUE_S * BYTES_A_SECOND / 2:
            self._room.set()

    def _account(self, unsent: int) -> None:
        """Move what has gone on the wire out of `_in_flight`."""
        sent = len(self._in_flight) - unsent
        if sent > 0:
            self._played += sent
            if self._tap is not None:
                self._tap(bytes(self._in_flight[:sent]))
            del self._in_flight[:sent]

    def _take_back(self) -> None:
        """Empty the stack's buffer; what wasn't sent stands at the head of the queue again."""
        if not self._in_flight:
            return
        unsent = self._wire.unsent()
        if unsent is not None and time.monotonic() >= self._settled_at_s:
            self._account(unsent)
            self._wire.drop_unsent()
            self._settled_at_s = time.monotonic() + _SETTLE_S
        self._queue[:0] = self._in_flight
        self._in_flight.clear()

    def _finish(self, *, is_interrupted: bool) -> None:
        position_s = self._played / BYTES_A_SECOND
        self._queue.clear()
        self._pushed = self._played = 0
        self._is_flushed = self._is_started = False
        self._room.set()
        self._idle.set()
        self.on_playback_finished(playback_position=position_s, interrupted=is_interrupted)

    def _settle_unplayed(self) -> None:
        """A segment captured after the leg was gone has to end, too, or its speaker waits for ever."""
        if self._pending_playback_count:
            self.on_playback_finished(playback_position=0.0, interrupted=True)

    def _pause(self, why: str) -> None:
        self._pauses.add(why)
        self._take_back()

    def _resume(self, why: str) -> None:
        self._pauses.discard(why)
        self.top_up()
