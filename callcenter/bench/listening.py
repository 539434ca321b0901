"""What a caller hears: when the agent spoke, how soon after the caller, and where its speech had gaps.

Works on the loudness of what the caller's SIP stack played, one value for each 20 ms frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FRAME_MS = 20
#: Loudness (root mean square of int16 samples) above which a frame holds speech. A µ-law line's idle noise is below 10.
SPEECH_RMS = 60.0
#: Silence longer than this ends a stretch of speech: longer than any pause between the clauses of one answer.
STRETCH_PAUSE_MS = 900
#: A gap in speech that a listener notices (the target of the issue: none over 60 ms).
GAP_MS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the agent's speech, in milliseconds on the caller's clock; `end_ms` is after the last sound."""

    start_ms: int
    end_ms: int


def loudness(pcm: bytes, rate_hz: int) -> list[float]:
    """Return the root mean square of each whole 20 ms frame of mono int16 audio."""
    frame = rate_hz * FRAME_MS // 1000
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
    whole = len(samples) // frame * frame
    return [float(value) for value in np.sqrt(np.mean(np.square(samples[:whole].reshape(-1, frame)), axis=1))]


def stretches(levels: Sequence[float], *, start_ms: int = 0) -> list[Stretch]:
    """Return the agent's stretches of speech. `start_ms` is when the first frame was heard."""
    found: list[Stretch] = []
    for index, level in enumerate(levels):
        if level < SPEECH_RMS:
            continue
        at_ms = start_ms + index * FRAME_MS
        if found and at_ms - found[-1].end_ms <= STRETCH_PAUSE_MS:
            found[-1] = Stretch(start_ms=found[-1].start_ms, end_ms=at_ms + FRAME_MS)
        else:
            found.append(Stretch(start_ms=at_ms, end_ms=at_ms + FRAME_MS))
    return found


def gaps(levels: Sequence[float], *, longer_than_ms: int = GAP_MS) -> list[int]:
    """Return the length in ms of each gap inside a stretch, if the voice itself never pauses (fixed models)."""
    found: list[int] = []
    silent = 0
    has_spoken = False
    for level in levels:
        if level >= SPEECH_RMS:
            length_ms = silent * FRAME_MS
            if has_spoken and longer_than_ms < length_ms <= STRETCH_PAUSE_MS:
                found.append(length_ms)
            silent, has_spoken = 0, True
        else:
            silent += 1
    return found


def responses(
    spoken: Sequence[tuple[int, int]], heard: Sequence[Stretch], *, patience_ms: int = 8000
) -> list[int | None]:
    """Return for each of the caller's utterances (start, end) the wait for the agent's answer in ms.

    None if nothing came before the caller spoke again or patience ran out: a missed turn.
    """
    waits: list[int | None] = []
    for index, (_, end_ms) in enumerate(spoken):
        until_ms = spoken[index + 1][0] if index + 1 < len(spoken) else end_ms + patience_ms
        answer = next((stretch for stretch in heard if end_ms <= stretch.start_ms < until_ms), None)
        waits.append(answer.start_ms - end_ms if answer is not None else None)
    return waits


def percentile(values: Sequence[float], per_cent: float) -> float | None:
    """Return a percentile by linear interpolation, or None of nothing."""
    return float(np.percentile(np.asarray(values), per_cent)) if len(values) else None
