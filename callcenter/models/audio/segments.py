"""Finished stretches of a caller's speech, cut by the call's one VAD, for recognisers that work on whole segments.

Sharing the cuts keeps livekit-agents' StreamAdapter, which would run a second VAD, out of the path.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from livekit import rtc


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSegment:
    """One stretch of speech: mono int16 at 16 kHz. Times are `time.time()` seconds."""

    audio: rtc.AudioFrame
    started_at_s: float
    ended_at_s: float


class SegmentFeed:
    """The segments of one call in order. One reader; the writer is the call's VAD, on the loop's thread."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[SpeechSegment | None] = asyncio.Queue(maxsize=64)

    def put(self, segment: SpeechSegment) -> None:
        """Add a segment; the oldest is dropped if 64 wait (the recogniser is stuck)."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(segment)

    def close(self) -> None:
        """End the feed: the reader gets None."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def get(self) -> SpeechSegment | None:
        """Return the next segment, or None once the feed is closed."""
        return await self._queue.get()
