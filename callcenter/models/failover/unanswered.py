"""What one call's recognisers share: the finished segments, and which of them nobody has transcribed yet.

When a recogniser fails, the next one is given what the caller said meanwhile: nobody has to say it again.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import deque
from contextlib import suppress

from callcenter.models.audio.segments import SegmentFeed, SpeechSegment
from callcenter.models.phone_tuning import PHONE
from callcenter.tasks import cancel

#: Segments kept for a recogniser that takes over; what was said longer ago is past answering.
MAX_UNANSWERED = 4
#: A transcript may come so long before the end of its words as the detector has it.
EARLY_S = 0.1
#: Shorter speech may well be a cough, which rightly gets no transcript.
MIN_WORDS_S = 0.6


def has_words(segment: SpeechSegment) -> bool:
    """Tell whether a stretch of sound is long enough to be words."""
    return segment.audio.duration - PHONE.voice_activity.prefix_s >= MIN_WORDS_S


class Hearing:
    """The one reader of a call's segments; it hands them to every open feed. Used on the loop's thread only."""

    def __init__(self, feed: SegmentFeed) -> None:
        self._source = feed
        self._feeds: weakref.WeakSet[SegmentFeed] = weakref.WeakSet()
        self._unanswered: deque[SpeechSegment] = deque(maxlen=MAX_UNANSWERED)
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()
        self._reading: asyncio.Task[None] | None = None
        self._heard_until_s = 0.0
        #: The last segment that had words in it: what a recogniser is tried with after it failed.
        self.last_words: SpeechSegment | None = None

    def listen(self, *, from_unanswered: bool) -> SegmentFeed:
        """Return a feed of the segments from now on, with those unanswered before them if asked for.

        The feed lives as long as its reader holds it.
        """
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="hearing")
        feed = SegmentFeed()
        if from_unanswered:
            for segment in self._unanswered:
                feed.put(segment)
        self._feeds.add(feed)
        return feed

    @property
    def unanswered(self) -> tuple[SpeechSegment, ...]:
        """Segments without a transcript, the oldest first."""
        return tuple(self._unanswered)

    def is_behind(self, *, since_s: float) -> bool:
        """Tell whether words that ended since (`time.time()`) have no transcript yet."""
        return any(segment.ended_at_s >= since_s and has_words(segment) for segment in self._unanswered)

    def answered(self, until: SpeechSegment | None = None, *, has_words: bool = True) -> None:
        """Note that what was said so far, or until a segment, was transcribed (or found to be no words).

        A streaming recogniser may be done with words before the detector is sure that they have ended.
        """
        if until is None:
            self._heard_until_s = time.time()
        while self._unanswered:
            segment = self._unanswered.popleft()
            if has_words:
                self.last_words = segment
            if segment is until:
                break
        if not self._unanswered:
            self._is_quiet.set()

    async def wait_answered(self, *, timeout_s: float) -> None:
        """Wait until everything said was transcribed, but no longer than the timeout."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_quiet.wait(), timeout_s)

    async def aclose(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            await cancel(self._reading)

    async def _read(self) -> None:
        while (segment := await self._source.get()) is not None:
            if segment.ended_at_s - EARLY_S <= self._heard_until_s:
                self.last_words = segment
            else:
                self._unanswered.append(segment)
                self._is_quiet.clear()
            for feed in list(self._feeds):
                feed.put(segment)
        for feed in list(self._feeds):
            feed.close()
