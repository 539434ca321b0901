"""The speech ports: what the call flow needs of a process's models, and of one call's use of them.

The loaded models (`models.speech`) and those of fixed delay (`bench.fixed_models`) implement them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from livekit.agents import stt, tts

from callcenter.calls.ports.leg import Leg
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.models.choice import ModelChoice
from callcenter.models.failover.segment_recogniser import Passes
from callcenter.models.failover.switches import OnSwitch


class CallSpeech(Protocol):
    """One call's recognisers and voices (`models.call_speech.LoadedCallSpeech`). Closed with the call.

    `passes` decides of each event of a recogniser whether the session gets to see it. `asks_number` tells whether the
    caller was last asked for a number. `speed` is that of voices yet to be asked for.
    """

    passes: Passes
    asks_number: Callable[[], bool]
    speed: float

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        """Return the recogniser for an agent's models; the same one for the same models."""

    def voice(self, choice: ModelChoice, *, voice: str = "") -> tts.TTS[Any]:
        """Return the voice for an agent's models, at the leg's output rate."""

    def is_behind(self, *, since_s: float) -> bool:
        """Tell whether words that the caller has said since (`time.time()`) have no transcript yet."""

    async def phrase(self, text: str, choice: ModelChoice, *, voice: str = "") -> bytes:
        """Return a phrase as PCM at the leg's rate, b"" if it can't be said."""

    async def aclose(self) -> None:
        """Close what was built for the call."""


class Speech(Protocol):
    """The process's loaded speech models (`models.speech.SpeechModels`)."""

    def open_audio(self, sample_rate_hz: int) -> CallAudioPath:
        """Open the lean audio path for a leg that pushes PCM itself."""

    def room_noise_cancellation(self) -> object:
        """Return what a LiveKit room's audio input takes as `noise_cancellation`; None if none works in the room."""

    def open_call(self, leg: Leg, *, on_switch: OnSwitch | None = None) -> CallSpeech:
        """Return one call's use of them; `on_switch` hears when a chain changes models."""

    def turn_detection(self, *, is_open: Callable[[], bool]) -> object:
        """Return what AgentSession takes as `turn_detection`; it goes by the language of each transcript.

        If a turn's end is not `is_open` any more it needn't be asked.
        """
