"""A call's ears and voices without models: what was asked for is written down, and phrases are tones."""

from __future__ import annotations

from typing import Any

from livekit.agents import stt, tts

from callcenter.bench.fixed_models import FixedSTT, FixedTTS
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import ModelChoice
from callcenter.models.failover.segment_recogniser import Passes, every_event

#: Half a second of sound at 16 kHz.
PHRASE = b"\1\0" * 8000


class WrittenCallSpeech:
    """Behind the `CallSpeech` port of the call flow."""

    def __init__(self) -> None:
        self.passes: Passes = every_event
        self.asks_number = lambda: False
        self.speed = 1.0
        self.voices: list[tuple[tuple[str, ...], str, str]] = []
        self.recognisers: list[tuple[str, ...]] = []
        self.said: list[str] = []
        self.late = False
        self._stt: dict[tuple[str, ...], FixedSTT] = {}

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        self.recognisers.append(choice.stt)
        return self._stt.setdefault(choice.stt, FixedSTT(SegmentFeed()))

    def voice(self, choice: ModelChoice, *, voice: str = "") -> tts.TTS[Any]:
        self.voices.append((choice.tts, choice.language, voice))
        return FixedTTS(16_000)

    def is_behind(self, *, since_s: float) -> bool:
        return self.late

    async def phrase(self, text: str, choice: ModelChoice, *, voice: str = "") -> bytes:
        self.said.append(text)
        return PHRASE

    async def aclose(self) -> None:
        pass
