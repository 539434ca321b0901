"""Changes the sample rate of one stream of audio, with a delay of 2 ms and about 10 µs of work per 20 ms.

soxr's streams hold back tens of milliseconds at the qualities worth using; a phone call has none to give.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

#: Half the filter's length, in samples of the slower of both rates.
_HALF_LENGTH = 16


class Resampler:
    """A polyphase FIR resampler with memory: push chunks of any length, get what is ready.

    Shapes: mono int16 in and out. The total output is `pushed * to_hz / from_hz`, late by 2 ms at 8 kHz.

    Raises:
        ValueError: the rates have no small ratio (44 100 Hz, for one); audio of such a rate is no phone's.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        divisor = gcd(from_hz, to_hz)
        self._up, self._down = to_hz // divisor, from_hz // divisor
        if self._up > 8 or self._down > 8:
            raise ValueError(f"can't resample {from_hz} Hz to {to_hz} Hz")
        self._phases = _phases(self._up, self._down)
        #: The newest samples that have come in, as many as the next ones are heard with.
        self._memory = np.zeros(len(self._phases[0]) - 1, dtype=np.float32)
        self._skip = 0

    def push(self, chunk: Samples) -> Samples:
        """Return the resampled audio that is ready after this chunk."""
        if self._up == self._down:
            return chunk
        line = np.concatenate((self._memory, chunk), dtype=np.float32)
        self._memory = line[len(chunk) :]
        filtered = np.empty(len(chunk) * self._up, dtype=np.float32)
        for place, taps in enumerate(self._phases):
            filtered[place :: self._up] = np.correlate(line, taps, mode="valid")
        kept = filtered
        if self._down > 1:
            kept = filtered[self._skip :: self._down]
            self._skip = (self._skip - len(filtered)) % self._down
        np.rint(kept, out=kept)
        np.maximum(kept, -32768, out=kept)
        np.minimum(kept, 32767, out=kept)
        return kept.astype(np.int16)


@lru_cache(maxsize=16)
def _phases(up: int, down: int) -> tuple[NDArray[np.float32], ...]:
    """Return for each output sample that an input sample gives the taps that don't fall on stuffed zeros, reversed."""
    taps = _low_pass(up, down)
    taps = np.concatenate((taps, np.zeros(-len(taps) % up, dtype=np.float32)))
    return tuple(np.ascontiguousarray(taps[place::up][::-1]) for place in range(up))


@lru_cache(maxsize=16)
def _low_pass(up: int, down: int) -> NDArray[np.float32]:
    """Return a Kaiser-windowed low-pass for the ratio, with a gain that makes up for the stuffed zeros."""
    slower = max(up, down)
    half = _HALF_LENGTH * slower
    steps = np.arange(-half, half + 1)
    cutoff = 0.94 / slower
    taps = cutoff * np.sinc(cutoff * steps) * np.kaiser(len(steps), 6.0)
    scaled: NDArray[np.float32] = (taps * (up / taps.sum())).astype(np.float32)
    return scaled
