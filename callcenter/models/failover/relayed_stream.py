"""A recogniser's stream in front of another one, to which it hands what it is given at once.

livekit-agents' streams queue their audio and have a task of their own read it. For a link that only passes frames on,
25 times a second and call, that is a queue and a wake-up for nothing.
"""

from __future__ import annotations

from contextlib import suppress

from livekit import rtc
from livekit.agents import stt


class RelayedStream(stt.RecognizeStream):
    """Hands audio on to the stream given by `relay_to`; what comes before there is one is queued in `_input_ch`."""

    _next: stt.RecognizeStream | None = None

    def relay_to(self, stream: stt.RecognizeStream | None) -> None:
        """Hand on to this stream from now on, what is queued first."""
        self._next = stream
        while stream is not None and not self._input_ch.empty():
            self._hand_on(stream, self._input_ch.recv_nowait())

    def push_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame."""
        self._queue_or_hand_on(frame)

    def flush(self) -> None:
        """Mark the end of a segment."""
        self._queue_or_hand_on(self._FlushSentinel())

    async def relay_end(self) -> None:
        """Wait for the end of the input, and end the next stream's. From now on nothing is queued."""
        async for _ in self._input_ch:
            pass
        if self._next is not None:
            with suppress(RuntimeError):
                self._next.end_input()

    def _queue_or_hand_on(self, item: rtc.AudioFrame | stt.RecognizeStream._FlushSentinel) -> None:
        self._check_input_not_ended()
        self._check_not_closed()
        if self._next is None:
            self._input_ch.send_nowait(item)
        else:
            self._hand_on(self._next, item)

    @staticmethod
    def _hand_on(stream: stt.RecognizeStream, item: rtc.AudioFrame | stt.RecognizeStream._FlushSentinel) -> None:
        # The next stream's own task may have failed already; its error comes from reading.
        with suppress(RuntimeError):
            if isinstance(item, rtc.AudioFrame):
                stream.push_frame(item)
            else:
                stream.flush()
