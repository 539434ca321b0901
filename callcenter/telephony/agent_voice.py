"""The agent's voice on its way to a caller: what both ways to carry a call have in common.

A session speaks in segments; one ends when it has played out or is interrupted. What is queued, what went out and when
a segment ends is known here; how audio goes out is the carrier's.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from livekit import rtc
from livekit.agents.voice import io

from callcenter.errors import TelephonyError
from callcenter.models.phone_tuning import AGENT_RATE_HZ

BYTES_A_SECOND = 2 * AGENT_RATE_HZ
#: One packet of 20 ms.
PACKET_BYTES = BYTES_A_SECOND // 50
#: Audio that may wait here before `capture_frame` waits.
_MAX_QUEUED_BYTES = 30 * BYTES_A_SECOND
#: Live speech that may wait here: half a second.
_MAX_RELAYED_BYTES = BYTES_A_SECOND // 2


class AgentVoice(io.AudioOutput, ABC):
    """Plays one segment of speech after the other. `tap` gets the PCM as it goes out."""

    def __init__(self, label: str, *, tap: Callable[[bytes], None] | None) -> None:
        super().__init__(label=label, capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=AGENT_RATE_HZ)
        self._tap = tap
        self._queue = bytearray()
        self._pushed = 0
        self._is_flushed = False
        self._is_started = False
        self._is_discarding = False
        self._is_closed = False
        #: Bytes at the head of the queue that are no part of the session's segment.
        self._interjected = 0
        self._has_space = asyncio.Event()
        self._has_space.set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame (mono int16, 16 kHz). Waits while 30 s are queued or an earlier segment still plays.

        Raises:
            TelephonyError: a frame of another rate, or not mono.
        """
        if frame.sample_rate != AGENT_RATE_HZ or frame.num_channels != 1:
            raise TelephonyError(f"The leg takes mono audio at {AGENT_RATE_HZ} Hz, not {frame.sample_rate} Hz.")
        if self._is_flushed:
            await self._idle.wait()
        await self._has_space.wait()
        await super().capture_frame(frame)
        if self._is_discarding or self._is_closed:
            return
        pcm = bytes(frame.data.cast("B"))
        self._idle.clear()
        self._queue += pcm
        self._pushed += len(pcm)
        if len(self._queue) > _MAX_QUEUED_BYTES:
            self._has_space.clear()
        self._go_on()

    def flush(self) -> None:
        """Mark the segment's end; `playback_finished` comes when it has played out."""
        super().flush()
        self._is_discarding = False
        if self._pushed:
            self._is_flushed = True
            self._go_on()
        elif self._is_closed and self._pending_playback_count:
            # A segment captured after the leg was gone has to end, too, or its speaker waits for ever.
            self.on_playback_finished(playback_position=0.0, interrupted=True)

    def interject(self, pcm: bytes) -> float:
        """Play sound that belongs to no segment, while nothing is being said; return the seconds it lasts, else 0.

        A segment that begins meanwhile follows it.
        """
        if self._is_closed or self._is_muted or self._pushed or self._queue:
            return 0.0
        # Whole packets, so that none holds both this and what follows.
        whole = pcm.ljust(-(-len(pcm) // PACKET_BYTES) * PACKET_BYTES, b"\0")
        self._interjected = len(whole)
        self._queue += whole
        self._go_on()
        return len(whole) / BYTES_A_SECOND

    def relay(self, pcm: bytes) -> None:
        """Play what a person says live, while no segment is under way; of what waits too long the oldest is dropped."""
        if self._is_closed or self._is_muted or self._pushed:
            return
        self._queue += pcm
        if (late := len(self._queue) - _MAX_RELAYED_BYTES) > 0:
            del self._queue[: late + late % 2]
        self._interjected = len(self._queue)
        self._go_on()

    def clear_buffer(self) -> None:
        """Stop at once and report how much of the segment went out."""
        if not self._pushed:
            return
        self._take_back()
        self._is_discarding = not self._is_flushed
        self._finish(is_interrupted=True)

    def close(self) -> None:
        """The leg is gone: what is left of the segment counts as interrupted, later audio as never heard."""
        self.clear_buffer()
        self._is_closed = True
        self._has_space.set()
        self._idle.set()

    @property
    @abstractmethod
    def _is_muted(self) -> bool:
        """Whether what is queued waits: paused by the session, or held by the caller."""

    @abstractmethod
    def _go_on(self) -> None:
        """There is more to play, or a segment's end to report."""

    @abstractmethod
    def _take_back(self) -> None:
        """Empty the carrier's buffer; what it hadn't played stands at the head of the queue again."""

    def _next_bytes(self, most: int) -> int:
        """Return how many bytes may go out together: never those of an interjection with those of a segment."""
        return min(most, self._interjected or len(self._queue))

    def _begin(self, *, after_s: float = 0.0) -> None:
        """Report the segment's start with its first bytes."""
        if not self._is_started and not self._interjected:
            self._is_started = True
            self.on_playback_started(created_at=time.time() + after_s)

    def _return_to_queue(self, pcm: bytes | bytearray) -> None:
        """Put back what the carrier hadn't played; what is more than it has had of the segment was interjected."""
        of_segment = self._pushed - (len(self._queue) - self._interjected)
        self._queue[:0] = pcm
        self._interjected += max(0, len(pcm) - of_segment)

    def _leave_queue(self, count: int) -> None:
        """Take out the bytes that the carrier has taken."""
        del self._queue[:count]
        self._interjected = max(0, self._interjected - count)
        if len(self._queue) <= _MAX_QUEUED_BYTES // 2:
            self._has_space.set()

    def _finish(self, *, is_interrupted: bool) -> None:
        """Report the segment's end. The carrier's buffer is empty: what isn't queued went out."""
        position_s = max(0, self._pushed - (len(self._queue) - self._interjected)) / BYTES_A_SECOND
        self._queue.clear()
        self._interjected = 0
        self._pushed = 0
        self._is_flushed = self._is_started = False
        self._has_space.set()
        self._idle.set()
        self.on_playback_finished(playback_position=position_s, interrupted=is_interrupted)
