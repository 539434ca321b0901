"""Stereo recordings with known answers: who makes a sound when, in milliseconds."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import moonshine_voice
import numpy as np
import soxr
from numpy.typing import NDArray

RATE_HZ = 8000
Span = tuple[int, int]


def tone(spans: Sequence[Span], duration_ms: int, *, hertz: float = 300.0) -> NDArray[np.int16]:
    """Return a channel with a tone over each span and digital silence elsewhere."""
    time_s = np.arange(duration_ms * RATE_HZ // 1000) / RATE_HZ
    return _gated(np.sin(2 * np.pi * hertz * time_s) * 6000, spans)


def speech(spans: Sequence[Span], duration_ms: int, *, noise_rms: float = 0.0) -> NDArray[np.int16]:
    """Return a channel with a person who speaks without a breath over each span, on noise."""
    channel = np.random.default_rng(1).normal(size=duration_ms * RATE_HZ // 1000) * noise_rms
    for start_ms, end_ms in spans:
        start, end = start_ms * RATE_HZ // 1000, end_ms * RATE_HZ // 1000
        channel[start:end] += _breathless()[: end - start]
    return channel.astype(np.int16)


@lru_cache(maxsize=1)
def _breathless() -> NDArray[np.int16]:
    """Return the reader whose recording comes with the recogniser, without their pauses."""
    with wave.open(str(Path(moonshine_voice.__file__).parent / "assets" / "beckett.wav")) as source:
        pcm = np.frombuffer(source.readframes(source.getnframes()), dtype=np.int16)
        pcm = soxr.resample(pcm, source.getframerate(), RATE_HZ)
    frames = pcm[: len(pcm) // 80 * 80].reshape(-1, 80).astype(np.float64)
    levels = np.sqrt(np.square(frames).mean(axis=1))
    audible: NDArray[np.int16] = frames[levels > 600].reshape(-1).astype(np.int16)
    return audible


def write_stereo(path: Path, caller: NDArray[np.int16], agent: NDArray[np.int16]) -> Path:
    """Write a recording as the call log keeps it."""
    with wave.open(str(path), "wb") as sink:
        sink.setnchannels(2)
        sink.setsampwidth(2)
        sink.setframerate(RATE_HZ)
        sink.writeframes(np.stack([caller, agent], axis=1).astype("<i2").tobytes())
    return path


def _gated(sound: NDArray[np.float64], spans: Sequence[Span]) -> NDArray[np.int16]:
    gate = np.zeros(len(sound))
    for start_ms, end_ms in spans:
        gate[start_ms * RATE_HZ // 1000 : end_ms * RATE_HZ // 1000] = 1
    return (sound * gate).astype(np.int16)
