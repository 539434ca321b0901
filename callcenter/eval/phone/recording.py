"""The call as the caller's own telephone had it: their words left, the agent's right, on the caller's clock.

Delays are as one hears them: from the last audible sample of the caller's words, as they went out, to the first of the
agent's, as it came in. The noise around the caller isn't kept: what was a sound of theirs is known.
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from callcenter.bench.listening import SPEECH_RMS
from callcenter.demo.phone.simulated_caller import SAY_HZ, HeardAudio
from callcenter.eval.phone.spoken_caller import Said
from callcenter.eval.turns.known import write_notes
from callcenter.eval.turns.sounds import Sound, SoundKind
from callcenter.eval.turns.speech_stretches import StereoRecording

#: The log has an interruption's words within this after them, in seconds, if the agent took it for one.
TAKEN_S = 3.0


def record(said: Sequence[Said], heard: HeardAudio) -> StereoRecording:
    """Return both sides on one clock, which begins with what was heard first."""
    agent = np.frombuffer(heard.pcm, dtype=np.int16)
    caller = np.zeros(len(agent), dtype=np.int16)
    for one in said:
        pcm = soxr.resample(np.frombuffer(one.pcm, dtype=np.int16), SAY_HZ, heard.rate_hz)
        at = round((one.begun_s - heard.began_at_s) * heard.rate_hz)
        if 0 <= at < len(caller):
            room = len(caller) - at
            caller[at : at + len(pcm)] = pcm[:room]
    return StereoRecording(caller=caller, agent=agent, rate_hz=heard.rate_hz)


def sounds(
    said: Sequence[Said],
    taken: Sequence[tuple[float, str]],
    cuts: Sequence[tuple[float, bool]],
    *,
    began_at_s: float,
) -> list[Sound]:
    """Return the caller's sounds, each from its first audible sample to its last.

    Of those that weren't for the agent, `was_taken` tells whether the call log has words from then, before the caller
    said anything else, or the agent's sentence of that moment cut short though the caller didn't cut in.
    """
    found = []
    for index, one in enumerate(said):
        start_s, end_s = _audible(one)
        following_s = said[index + 1].begun_s if index + 1 < len(said) else end_s + TAKEN_S
        until_s = min(following_s, end_s + TAKEN_S)
        was_taken = None
        if one.kind is not SoundKind.TURN:
            has_words = any(start_s < at_s <= until_s for at_s, _ in taken)
            was_taken = has_words or next((is_cut for at_s, is_cut in cuts if at_s > start_s), False)
        found.append(
            Sound(
                kind=one.kind,
                start_ms=round((start_s - began_at_s) * 1000),
                end_ms=round((end_s - began_at_s) * 1000),
                was_taken=was_taken,
            )
        )
    return found


def write(path: Path, recording: StereoRecording, known: Sequence[Sound]) -> None:
    """Write the recording, and beside it (`.json`) what the caller's sounds were. Both are for their owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with wave.open(str(path), "wb") as sink:
        sink.setnchannels(2)
        sink.setsampwidth(2)
        sink.setframerate(recording.rate_hz)
        sink.writeframes(np.stack([recording.caller, recording.agent], axis=1).astype("<i2").tobytes())
    write_notes(path.with_suffix(".json"), known)


def _audible(one: Said) -> tuple[float, float]:
    """Return when its first and its last audible 10 ms were on the wire."""
    frame = SAY_HZ // 100
    pcm = np.frombuffer(one.pcm, dtype=np.int16).astype(np.float64)
    levels = np.sqrt(np.square(pcm[: len(pcm) // frame * frame]).reshape(-1, frame).mean(axis=1))
    loud = np.flatnonzero(levels >= SPEECH_RMS)
    if not len(loud):
        return one.begun_s, one.begun_s + len(pcm) / SAY_HZ
    return one.begun_s + loud[0] * 0.01, one.begun_s + (loud[-1] + 1) * 0.01
