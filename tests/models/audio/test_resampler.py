"""Resampling: pitch, length and level stay."""

from __future__ import annotations

import numpy as np
import pytest

from callcenter.models.audio.resampler import Resampler


@pytest.mark.parametrize("rates", [(8000, 16_000), (48_000, 16_000), (24_000, 16_000), (16_000, 8000)])
def test_resampler__tone_in_odd_chunks__keeps_pitch_length_and_level(rates: tuple[int, int]) -> None:
    from_hz, to_hz = rates
    tone = (np.sin(2 * np.pi * 700 * np.arange(from_hz) / from_hz) * 10_000).astype(np.int16)
    resampler = Resampler(from_hz, to_hz)
    out = np.concatenate([resampler.push(tone[at : at + 317]) for at in range(0, len(tone), 317)])

    assert len(out) == pytest.approx(to_hz, abs=2)
    middle = out[to_hz // 10 :].astype(float)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(10_000 / np.sqrt(2), rel=0.02)
    assert np.argmax(np.abs(np.fft.rfft(middle))) * to_hz / len(middle) == pytest.approx(700, abs=3)
