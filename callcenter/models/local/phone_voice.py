"""Shapes speech made on the device for a phone: trimmed, levelled, without what the line can't carry."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from callcenter.models.audio.resampler import Samples
from callcenter.models.phone_tuning import PHONE, VoiceTuning

#: Sound under this part of the peak counts as the silence around the words (-40 dB).
_QUIET = 0.01
#: Silence left before and after the words, in seconds.
_MARGIN_S = 0.01


def shape_for_phone(
    speech: NDArray[np.float32],
    *,
    from_hz: int,
    to_hz: int,
    pause_ms: int,
    tuning: VoiceTuning = PHONE.voice,
) -> Samples:
    """Return speech at the leg's rate and level, with a pause after it.

    Shapes: mono float (any scale) in, mono int16 out. Speech without sound gives the pause alone.
    """
    pause = np.zeros(max(1, to_hz * pause_ms // 1000), dtype=np.int16)
    words = _trim(speech, from_hz)
    if not len(words):
        return pause
    levelled = _level(_high_pass(words, from_hz, tuning.high_pass_hz), tuning)
    resampled = soxr.resample(levelled, from_hz, to_hz, quality="HQ")
    pcm = np.clip(np.rint(resampled * 32767.0), -32768, 32767).astype(np.int16)
    return np.concatenate((pcm, pause))


def _trim(speech: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """Cut the silence around the words: before them it is delay, after them we put our own pause."""
    loudness = np.abs(speech)
    peak = float(loudness.max(initial=0.0))
    if peak <= 1e-6:
        return speech[:0]
    loud = np.flatnonzero(loudness > peak * _QUIET)
    margin = int(rate_hz * _MARGIN_S)
    return speech[max(0, int(loud[0]) - margin) : int(loud[-1]) + margin]


def _high_pass(speech: NDArray[np.float32], rate_hz: int, cutoff_hz: int) -> NDArray[np.float32]:
    """Fade out what lies below the line's band, in the frequency domain: no delay and no phase shift."""
    spectrum = np.fft.rfft(speech)
    hertz = np.fft.rfftfreq(len(speech), 1.0 / rate_hz)
    gain = np.clip((hertz - cutoff_hz * 0.5) / (cutoff_hz * 0.5), 0.0, 1.0)
    return np.fft.irfft(spectrum * gain, n=len(speech)).astype(np.float32)


def _level(speech: NDArray[np.float32], tuning: VoiceTuning) -> NDArray[np.float32]:
    """Scale to the level of speech, measured where there is some, without passing the peak."""
    peak = float(np.abs(speech).max())
    active = speech[np.abs(speech) > peak * 0.05]
    rms = float(np.sqrt(np.mean(active**2))) if len(active) else 0.0
    if rms <= 0.0:
        return speech
    gain = min(10 ** (tuning.level_dbfs / 20.0) / rms, tuning.peak / peak)
    return (speech * np.float32(gain)).astype(np.float32)
