"""The callers' voices: the one voice there is on the device, in six throats and tempers that aren't the agent's.

A voice is higher or lower as if played at another speed (its formants move along, as with a smaller or larger head),
and quicker or slower by the model's own length scale, so that pitch and speed are chosen apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import soxr

from callcenter.demo.phone.simulated_caller import SAY_HZ
from callcenter.models.local.phone_voice import shape_for_phone
from callcenter.models.local.piper import Piper


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerVoice:
    """How a caller speaks. `pitch` and `speed` in parts of the agent's; the rest as in `Piper.perform`."""

    name: str
    pitch: float
    speed: float
    expression: float = 0.667
    rhythm: float = 0.8


VOICES = (
    CallerVoice(name="high", pitch=1.14, speed=1.0),
    CallerVoice(name="high-quick", pitch=1.10, speed=1.15, expression=0.8),
    CallerVoice(name="low", pitch=0.90, speed=1.0),
    CallerVoice(name="low-slow", pitch=0.88, speed=0.85, rhythm=1.0),
    CallerVoice(name="quick", pitch=1.05, speed=1.2, expression=0.8),
    CallerVoice(name="slow", pitch=0.95, speed=0.8, rhythm=1.0),
)


class Voices:
    """Speaks for all callers of a run; what was said once in a voice is kept."""

    def __init__(self, piper: Piper) -> None:
        self._piper = piper
        self._said: dict[tuple[str, str], bytes] = {}
        self._one_at_a_time = asyncio.Lock()

    async def speak(self, words: str, voice: CallerVoice) -> bytes:
        """Return words in a voice as mono int16 at 16 kHz, at a telephone's level, without silence around them."""
        key = (voice.name, words)
        async with self._one_at_a_time:
            if key not in self._said:
                self._said[key] = await self._speak(words, voice)
        return self._said[key]

    async def _speak(self, words: str, voice: CallerVoice) -> bytes:
        speech = await self._piper.perform(
            words, length=voice.pitch / voice.speed, expression=voice.expression, rhythm=voice.rhythm
        )
        moved = soxr.resample(speech, self._piper.rate_hz * voice.pitch, self._piper.rate_hz, quality="HQ")
        pcm = shape_for_phone(moved.astype(np.float32), from_hz=self._piper.rate_hz, to_hz=SAY_HZ, pause_ms=0)
        return pcm.tobytes()


@asynccontextmanager
async def open_voices() -> AsyncIterator[Voices]:
    """Load the voice for as long as the context lasts.

    Raises:
        ModelUnavailable: the extra `piper` isn't installed.
    """
    piper = await asyncio.to_thread(Piper.load, threads=1)
    try:
        yield Voices(piper)
    finally:
        piper.close()
