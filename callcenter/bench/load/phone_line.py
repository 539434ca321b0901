"""What a phone line does to speech: the 300–3400 Hz band at 8 kHz, µ-law, and noise from where the caller stands."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Noise = Literal["clean", "street", "babble"]

LINE_HZ = 8000
#: Signal-to-noise ratio of the noisy clips, in dB.
NOISE_DB = 10.0
_BIAS = 132.0
_CLIP = 32635.0


def over_the_line(speech: Samples) -> Samples:
    """Return 8 kHz speech as the other end hears it: band limited and through µ-law (ITU-T G.712, G.711)."""
    return mu_law_round_trip(band_limit(speech))


def band_limit(speech: Samples) -> Samples:
    """Cut what lies outside 300–3400 Hz."""
    spectrum = np.fft.rfft(speech.astype(np.float64))
    hertz = np.fft.rfftfreq(len(speech), 1.0 / LINE_HZ)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    return _to_samples(np.fft.irfft(spectrum, n=len(speech)))


def mu_law_round_trip(speech: Samples) -> Samples:
    """Code to µ-law's 8 bits and back."""
    magnitude = np.minimum(np.abs(speech.astype(np.float64)), _CLIP) + _BIAS
    exponent = np.clip(np.floor(np.log2(magnitude)) - 7, 0, 7)
    step = 2.0 ** (exponent + 3)
    mantissa = np.floor(magnitude / step) - 16
    decoded = (mantissa + 16.5) * step - _BIAS
    return _to_samples(np.sign(speech) * decoded)


def add_noise(speech: Samples, noise: Noise, others: Samples, *, seed: int) -> Samples:
    """Mix in noise at 10 dB: traffic rumble and hiss, or `others` talking in the background."""
    if noise == "clean":
        return speech
    random = np.random.default_rng(seed)
    if noise == "street":
        white = random.normal(size=len(speech))
        sound = np.convolve(white, np.ones(8) / 8, mode="same") + 0.3 * random.normal(size=len(speech))
    else:
        voices = [np.roll(np.resize(others, len(speech)), int(shift)) for shift in random.integers(0, len(others), 5)]
        sound = np.sum(voices, axis=0, dtype=np.float64)
    gain = _rms(speech) / max(_rms(sound), 1e-9) / 10 ** (NOISE_DB / 20)
    return _to_samples(speech + sound * gain)


def _rms(sound: NDArray[np.floating] | Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def _to_samples(sound: NDArray[np.floating]) -> Samples:
    samples: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return samples
