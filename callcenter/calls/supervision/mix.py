"""Both parties of a call in one stream, for whoever listens: each at its rate in, one rate out.

Mixing is the listener's work: the process that carries the call only hands on what it has.
"""

from __future__ import annotations

import numpy as np

from callcenter.domain.calls.turn import Speaker
from callcenter.domain.supervision import SUPERVISOR_HZ, PartySound
from callcenter.models.audio.resampler import Resampler

#: How far one party may be ahead of the other before the other counts as silent, in samples (0.12 s).
_AHEAD = SUPERVISOR_HZ * 12 // 100


class Mix:
    """Takes moments of sound as they come and gives mono int16 at `SUPERVISOR_HZ`."""

    def __init__(self) -> None:
        self._lines: dict[Speaker, np.ndarray] = {speaker: np.zeros(0, np.int16) for speaker in Speaker}
        self._resamplers: dict[tuple[Speaker, int], Resampler] = {}

    def add(self, sound: PartySound) -> bytes:
        """Take a moment of sound and return what can be heard by now."""
        samples = np.frombuffer(sound.pcm, dtype=np.int16)
        if sound.rate_hz != SUPERVISOR_HZ:
            key = (sound.speaker, sound.rate_hz)
            if key not in self._resamplers:
                self._resamplers[key] = Resampler(sound.rate_hz, SUPERVISOR_HZ)
            samples = self._resamplers[key].push(samples)
        self._lines[sound.speaker] = np.concatenate([self._lines[sound.speaker], samples])
        lengths = [len(line) for line in self._lines.values()]
        # A party who is silent sends nothing: the other isn't kept waiting for them.
        ready = max(min(lengths), max(lengths) - _AHEAD)
        if ready <= 0:
            return b""
        both = np.zeros(ready, np.int32)
        for speaker, line in self._lines.items():
            both[: min(ready, len(line))] += line[:ready]
            self._lines[speaker] = line[ready:]
        return np.clip(both, -32768, 32767).astype(np.int16).tobytes()
