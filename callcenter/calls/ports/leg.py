"""The leg port: one party's audio (or typed text) as the call flow sees it.

Two real carriers implement it, the SIP stack of the single machine and a LiveKit room; a text leg serves
`callcenter talk`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol

from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.record.recording import Recording
from callcenter.domain.calls.leg import LegAbility, LegEnd, LegKind, LegQuality, LineStretch
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.turn import Speaker
from callcenter.models.audio.segments import SegmentFeed

#: Takes a moment of sound: whose, mono int16, and its rate in Hz.
SoundListener = Callable[[Speaker, bytes, int], None]


class Leg(Protocol):
    """One party of a call.

    `audio_input` yields mono int16 frames of 16 kHz, up to 100 ms each; `audio_output` takes mono int16
    at its own `sample_rate`. Both are None on a text leg. `vad` is the call's one voice activity detector and
    `segments` its finished stretches of speech, for recognisers that work on whole segments; both are None
    if the session has to run its own.
    """

    name: str
    kind: LegKind
    #: What this kind of leg can't; asked for it, it does nothing.
    cannot: ClassVar[frozenset[LegAbility]]
    codec: str
    audio_input: io.AudioInput | None
    audio_output: io.AudioOutput | None
    vad: vad.VAD | None
    segments: SegmentFeed | None
    #: The file both sides are kept in, or None. The leg feeds it, `run_call` closes it.
    recording: Recording | None
    #: Resolved once, by whatever ended the leg first. Never cancelled by its readers.
    ended: asyncio.Future[LegEnd]

    async def answer(self) -> None:
        """Take the call (200 OK). Raises LegGone if the caller has left."""

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        """Send the caller to a SIP URI or number and leave the call; `ended` then says `transferred`.

        `headers` are asked to be in the INVITE that the other party gets; whether they are is up to who sends it.

        Raises:
            TransferFailed: refused, busy, unanswered or unsupported. The caller is still with us.
            LegGone: the caller left before or meanwhile.
            asyncio.CancelledError: whoever waits was cancelled, the caller's having left or not.
        """

    def interject(self, pcm: bytes) -> float:
        """Play sound (mono int16 at the output's rate) now, ahead of what the session says next.

        Returns the seconds it lasts; 0 if the session is speaking, the party holds us, or there is no sound.
        """

    def relay(self, pcm: bytes) -> None:
        """Play what a person says live (mono int16 at the output's rate), while the session says nothing."""

    def listen(self, listener: SoundListener) -> Callable[[], None]:
        """Call the listener with what each party says, as it goes over the line; return what ends it."""

    async def hang_up(self, reason: EndReason) -> None:
        """End the leg with a reason. Does nothing if it has ended."""

    def quality(self) -> LegQuality | None:
        """Return the media quality so far; final once the leg has ended. None on a text leg."""

    def on_digit(self, listener: Callable[[str], None]) -> None:
        """Call the listener with each key the party presses, those pressed before it was there included."""

    def on_hold(self, listener: Callable[[bool], None]) -> None:
        """Call the listener when the party holds us (True) and resumes (False)."""

    def on_line(self, listener: Callable[[LineStretch], None]) -> None:
        """Call the listener with each stretch of the way to us as it was measured; never if that isn't measured."""
