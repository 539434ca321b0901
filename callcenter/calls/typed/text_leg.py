"""A leg that is typed instead of spoken, for `callcenter talk` and conversation tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.ports.leg import SoundListener
from callcenter.calls.ports.party import Party
from callcenter.calls.record.recording import Recording
from callcenter.domain.calls.leg import LegAbility, LegEnd, LegKind, LegQuality
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TransferFailed
from callcenter.models.audio.segments import SegmentFeed


class TextLeg(Party):
    """A caller at a keyboard. Transfers are simulated: `person` tells how they come out.

    `person` is a `TransferOutcome`.
    """

    kind = LegKind.TEXT
    cannot = frozenset({LegAbility.HOLD, LegAbility.RING})
    codec = ""
    audio_input: io.AudioInput | None = None
    audio_output: io.AudioOutput | None = None
    vad: vad.VAD | None = None
    segments: SegmentFeed | None = None
    recording: Recording | None = None

    def __init__(self, *, person: str = TransferOutcome.TRANSFERRED) -> None:
        super().__init__()
        self._person = TransferOutcome(person)

    async def answer(self) -> None:
        """Take the call. Raises LegGone if the caller has left."""
        self._raise_if_gone()

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        """Pretend to connect the destination, and leave the call as a real transfer would.

        Raises:
            TransferFailed: this leg was made to fail transfers.
            LegGone: the caller has left.
        """
        self._raise_if_gone()
        if self._person is not TransferOutcome.TRANSFERRED:
            raise TransferFailed("The person didn't take the call.", reason=self._person)
        self._end(LegEnd(reason=EndReason.TRANSFERRED))

    def interject(self, pcm: bytes) -> float:
        """Nothing to do: a screen is silent."""
        return 0.0

    def relay(self, pcm: bytes) -> None:
        """Nothing to do: a screen is silent."""

    def listen(self, listener: SoundListener) -> Callable[[], None]:
        """Nothing to do: nobody makes a sound."""
        return lambda: None

    async def hang_up(self, reason: EndReason) -> None:
        """End the conversation."""
        self._end(LegEnd(reason=reason))

    def quality(self) -> LegQuality | None:
        """Return None: no media."""
        return None

    def press(self, keys: str) -> None:
        """Press keys as on a telephone."""
        for key in keys:
            self.on_digit_pressed(key)

    def _raise_if_gone(self) -> None:
        if self.ended.done():
            raise LegGone("The caller has left.")
