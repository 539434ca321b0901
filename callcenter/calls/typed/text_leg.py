"""A leg that is typed instead of spoken, for `callcenter talk` and conversation tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.record.recording import Recording
from callcenter.domain.leg import LegEnd, LegKind, LegQuality
from callcenter.errors import TransferFailed
from callcenter.models.audio.segments import SegmentFeed


class TextLeg:
    """A caller at a keyboard. Transfers are simulated: `person` tells how they come out.

    `person` is `transferred`, or the reason of the failure: `busy`, `refused` or `unanswered`.
    """

    name = "caller"
    kind = LegKind.TEXT
    codec = ""
    audio_input: io.AudioInput | None = None
    audio_output: io.AudioOutput | None = None
    vad: vad.VAD | None = None
    segments: SegmentFeed | None = None
    recording: Recording | None = None

    def __init__(self, *, person: str = "transferred") -> None:
        self.ended: asyncio.Future[LegEnd] = asyncio.get_running_loop().create_future()
        self._person = person
        self._on_digit: Callable[[str], None] = lambda _: None

    async def answer(self) -> None:
        """Nothing to do: the caller is there."""

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        """Pretend to connect the destination, and leave the call as a real transfer would.

        Raises:
            TransferFailed: where this leg was made to fail transfers.
        """
        if self._person != "transferred":
            raise TransferFailed("The person didn't take the call.", reason=self._person)
        self._end("transferred")

    async def send_digits(self, digits: str) -> None:
        """Nothing to do: a keyboard hears no tones."""

    def interject(self, pcm: bytes) -> float:
        """Nothing to do: a screen is silent."""
        return 0.0

    async def hang_up(self, reason: str) -> None:
        """End the conversation."""
        self._end(reason)

    def quality(self) -> LegQuality | None:
        """Return None: no media."""
        return None

    def on_digit(self, listener: Callable[[str], None]) -> None:
        """Call the listener with each key that `press` presses."""
        self._on_digit = listener

    def press(self, keys: str) -> None:
        """Press keys as on a telephone."""
        for key in keys:
            self._on_digit(key)

    def on_hold(self, listener: Callable[[bool], None]) -> None:
        """Nothing to do: a keyboard can't hold."""

    def _end(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_result(LegEnd(reason=reason))
