"""Finds speech in a stereo recording (caller left, agent right), to 10 ms.

The agent's side is its own synthetic voice on digital silence, so loudness alone tells exactly when it speaks; a model
would smear the edges by 50 to 100 ms. The caller's side has noise in it: there livekit-agents' own VAD (the one
that serves calls) says where speech is, and loudness over that recording's noise then says where it audibly begins
and ends.
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from callcenter.bench.listening import SPEECH_RMS, Stretch
from callcenter.errors import EvalError
from callcenter.models.audio.resampler import Samples
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.phone_tuning import MODEL_RATE_HZ, PHONE, WINDOW_SAMPLES

#: Loudness is taken in frames of so many milliseconds.
FRAME_MS = 10
#: A silence of the agent that is no longer than this is part of its speech. τ-voice cuts time in ticks of 200 ms and
#: counts a tick as speech if any of it is, so that no silence under 200 to 400 ms is one there.
AGENT_PAUSE_MS = 400
#: A silence of the caller that is no longer than this is a breath within the turn: digits are read out so.
CALLER_PAUSE_MS = 700
#: The caller's sound counts as audible if it is so many times as loud as the noise around it (6 dB).
_OVER_NOISE = 2.0
#: Loudness of the quietest so many per cent of a recording is its noise.
_NOISE_PER_CENT = 20
#: Sounds shorter than this (clicks of the line) are nobody's speech.
_SHORTEST_MS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class StereoRecording:
    """Both sides of a call on one clock: mono int16 each, of the same length."""

    caller: Samples
    agent: Samples
    rate_hz: int

    @property
    def duration_ms(self) -> int:
        """Length."""
        return len(self.agent) * 1000 // self.rate_hz


def read_recording(path: Path) -> StereoRecording:
    """Read a stereo recording.

    Raises:
        EvalError: no such file, or not a stereo WAV file of 16 bits.
    """
    try:
        with wave.open(str(path)) as source:
            shape = (source.getnchannels(), source.getsampwidth())
            rate_hz = source.getframerate()
            samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    except (OSError, EOFError, wave.Error) as error:
        raise EvalError(
            f"The recording {path.name} can't be read ({type(error).__name__}).",
            remedy="Give a call that was recorded, on the machine that has its recording.",
        ) from error
    if shape != (2, 2):
        raise EvalError(f"The recording {path.name} is not stereo of 16 bits.", remedy="Give a recording of `calls`.")
    sides = samples.reshape(-1, 2)
    return StereoRecording(caller=sides[:, 0].copy(), agent=sides[:, 1].copy(), rate_hz=rate_hz)


def agent_speech(recording: StereoRecording) -> list[Stretch]:
    """Return when the agent speaks, by loudness."""
    levels = _levels(recording.agent, recording.rate_hz)
    return _join(_runs(levels >= SPEECH_RMS), AGENT_PAUSE_MS)


def caller_speech(recording: StereoRecording) -> list[Stretch]:
    """Return when the caller speaks, by the VAD, from the first audible sample to the last."""
    return _join(_audible(_voiced(recording), recording), CALLER_PAUSE_MS)


def _voiced(recording: StereoRecording) -> list[Stretch]:
    """Return the stretches that the model takes for speech, as calls do."""
    tuning = PHONE.voice_activity
    model = open_speech_probability("livekit/vad")
    pcm: Samples = soxr.resample(recording.caller, recording.rate_hz, MODEL_RATE_HZ, quality="HQ")
    speaks, flags = False, []
    for start in range(0, len(pcm) - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        threshold = tuning.deactivation_threshold if speaks else tuning.activation_threshold
        speaks = model.predict(pcm[start : start + WINDOW_SAMPLES]) >= threshold
        flags.append(speaks)
    window_ms = WINDOW_SAMPLES * 1000 // MODEL_RATE_HZ
    found = _join(_runs(np.asarray(flags, dtype=bool), frame_ms=window_ms), round(tuning.min_silence_s * 1000))
    return [stretch for stretch in found if stretch.end_ms - stretch.start_ms >= tuning.min_speech_s * 1000]


def _audible(voiced: Sequence[Stretch], recording: StereoRecording) -> list[Stretch]:
    """Move each stretch's edges to the audible sound in and around it: the model notices late and lets go late."""
    levels = _levels(recording.caller, recording.rate_hz)
    if not len(levels):
        return []
    noise = float(np.percentile(levels, _NOISE_PER_CENT))
    loud = levels >= max(SPEECH_RMS, noise * _OVER_NOISE)
    sounds = _join(_runs(loud), round(PHONE.voice_activity.min_silence_s * 1000))
    return [
        sound
        for sound in sounds
        if sound.end_ms - sound.start_ms >= _SHORTEST_MS
        and any(sound.start_ms < stretch.end_ms and stretch.start_ms < sound.end_ms for stretch in voiced)
    ]


def _levels(pcm: Samples, rate_hz: int) -> NDArray[np.float64]:
    """Return the root mean square of each whole frame."""
    frame = rate_hz * FRAME_MS // 1000
    whole = len(pcm) // frame * frame
    squares = np.square(pcm[:whole].astype(np.float64)).reshape(-1, frame)
    levels: NDArray[np.float64] = np.sqrt(squares.mean(axis=1))
    return levels


def _runs(flags: NDArray[np.bool_], *, frame_ms: int = FRAME_MS) -> list[Stretch]:
    """Return the runs of true frames."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [
        Stretch(start_ms=int(start) * frame_ms, end_ms=int(end) * frame_ms)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _join(runs: Sequence[Stretch], pause_ms: int) -> list[Stretch]:
    """Join runs that no more than a pause parts."""
    joined: list[Stretch] = []
    for run in runs:
        if joined and run.start_ms - joined[-1].end_ms <= pause_ms:
            joined[-1] = Stretch(start_ms=joined[-1].start_ms, end_ms=run.end_ms)
        else:
            joined.append(run)
    return joined
