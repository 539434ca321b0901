"""Turns speech probabilities into the events turn taking needs and the segments recognisers work on.

A pure state machine: one a call, fed window by window by the audio path's helper thread.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from callcenter.models.audio.resampler import Samples
from callcenter.models.phone_tuning import MODEL_RATE_HZ, WINDOW_SAMPLES, VoiceActivityTuning

WINDOW_S = WINDOW_SAMPLES / MODEL_RATE_HZ

#: Silence at which the end-of-turn model is asked (livekit-agents' MIN_SILENCE_DURATION_MS).
PREDICT_SILENCE_S = 0.2
#: Silence at which a short sound may be over: longer than the closure before a consonant within a word.
HUSH_S = 0.12
#: Speech between two progress events: enough for interruptions on time, a third of what the stock VAD sends.
PROGRESS_S = 0.09


#: Sound that ceases was broken off if no more than so much silence was heard before: a line that sends nothing in
#: silence waits longer.
_AMID_SPEECH_S = 0.06
#: Sound that was missing before speech is some of it if that begins so soon after, and it wasn't longer than this: such
#: a line is silent for longer.
_RIGHT_BEFORE_S, _LOST_BEFORE_S = 0.15, 1.0

#: The level of no sound at all: that of one bit.
QUIETEST_DBFS = -90.0


class ActivityKind(Enum):
    """What happened. `PROGRESS` says how long speech, or the silence within it, has lasted."""

    STARTED = auto()
    PROGRESS = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Activity:
    """One event. Durations in seconds; `run_s` of speech or `silence_s` of silence up to now, one of them 0.

    `speech_s` counts from where speech began; on `ENDED` without the silence that ended it.
    `level_dbfs` is how loud the speech is so far, its silences left out (RMS, dB of full scale). What was louder right
    before speech was noticed belongs to it: of a short word the model may notice the faint end only.
    `lost_s` is how much of the speech never came: in its middle, at its end or right before it.
    `segment` is the finished speech with its prefix (int16, 16 kHz): on `ENDED`, or on a `PROGRESS` if the
    segment grew too long and was cut.
    """

    kind: ActivityKind
    is_speaking: bool
    speech_s: float
    silence_s: float
    run_s: float
    samples_heard: int
    probability: float
    level_dbfs: float = QUIETEST_DBFS
    lost_s: float = 0.0
    segment: Samples | None = None


class VoiceActivity:
    """The state of one call's voice activity. Feed it 32 ms windows in order, from one thread."""

    def __init__(self, tuning: VoiceActivityTuning) -> None:
        self._tuning = tuning
        self._prefix: deque[Samples] = deque(maxlen=max(1, round(tuning.prefix_s / WINDOW_S)))
        self._segment: list[Samples] = []
        self._heard = 0
        self._run_s = 0.0
        self._silence_s = 0.0
        self._speech_s = 0.0
        self._told_s = 0.0
        self._power = 0.0
        self._voiced = 0
        self._lost_s = 0.0
        #: What was missing before speech, and after how many samples.
        self._lacked_s, self._lacked_at = 0.0, 0
        self._rest_lacks_s = 0.0
        self.is_speaking = False

    @property
    def speech_s(self) -> float:
        """Seconds the caller has been speaking; 0 while silent."""
        return self._speech_s if self.is_speaking else 0.0

    def lack(self, seconds: float) -> None:
        """Take note that sound of so many seconds never came, before what is heard next."""
        if self.is_speaking:
            self._lost_s += seconds
        else:
            self._lacked_s, self._lacked_at = seconds, self._heard

    def break_off(self, seconds: float) -> None:
        """Take note that no more sound comes, for so many seconds by now; what is heard next is made up."""
        if self.is_speaking and self._silence_s < _AMID_SPEECH_S:
            self._lost_s += seconds
            self._rest_lacks_s = seconds

    def come_back(self) -> None:
        """Take note that sound comes again: speech that broke off may have a rest."""
        self._lacked_s, self._lacked_at = self._rest_lacks_s, self._heard
        self._rest_lacks_s = 0.0

    def hear(self, window: Samples, probability: float) -> Activity | None:
        """Take the next window and its speech probability; return what the call should know, if anything."""
        tuning = self._tuning
        self._heard += WINDOW_SAMPLES
        (self._segment if self.is_speaking else self._prefix).append(window)
        threshold = tuning.deactivation_threshold if self.is_speaking else tuning.activation_threshold
        if self.is_speaking:
            self._speech_s += WINDOW_S
        if probability >= threshold:
            self._power += _power(window)
            self._voiced += 1
            return self._hear_speech(probability)
        return self._hear_silence(probability)

    def _hear_speech(self, probability: float) -> Activity | None:
        resumed = self._silence_s >= PREDICT_SILENCE_S
        self._silence_s = 0.0
        self._run_s += WINDOW_S
        if not self.is_speaking:
            if self._run_s < self._tuning.min_speech_s:
                return None
            self.is_speaking = True
            self._speech_s = self._told_s = self._run_s
            self._segment = list(self._prefix)
            self._prefix.clear()
            is_near = self._heard - self._lacked_at <= (_RIGHT_BEFORE_S + self._run_s) * MODEL_RATE_HZ
            self._lost_s = self._lacked_s if is_near and self._lacked_s <= _LOST_BEFORE_S else 0.0
            self._lacked_s = 0.0
            self._count_louder_beginning()
            return self._activity(ActivityKind.STARTED, probability)
        if len(self._segment) * WINDOW_S >= self._tuning.max_segment_s:
            return self._progress(probability, segment=self._cut())
        if resumed or self._speech_s - self._told_s >= PROGRESS_S:
            return self._progress(probability)
        return None

    def _count_louder_beginning(self) -> None:
        noticed = self._power / self._voiced
        louder = [power for window in self._segment[: -self._voiced] if (power := _power(window)) > noticed]
        self._power += sum(louder)
        self._voiced += len(louder)

    def _hear_silence(self, probability: float) -> Activity | None:
        self._run_s = 0.0
        if not self.is_speaking:
            self._power, self._voiced = 0.0, 0
        before, self._silence_s = self._silence_s, self._silence_s + WINDOW_S
        if not self.is_speaking:
            return None
        if self._silence_s >= self._tuning.min_silence_s:
            return self._end(probability)
        if any(before < mark <= self._silence_s for mark in (HUSH_S, PREDICT_SILENCE_S)):
            return self._progress(probability)
        return None

    def _end(self, probability: float) -> Activity:
        self.is_speaking = False
        self._speech_s = max(0.0, self._speech_s - self._silence_s)
        # Only the silence may come again as the next segment's prefix: no word is recognised twice.
        silent = round(self._silence_s / WINDOW_S)
        tail = self._segment[-silent:]
        ended = self._activity(ActivityKind.ENDED, probability, segment=self._cut())
        self._prefix.extend(tail)
        self._speech_s = 0.0
        self._power, self._voiced = 0.0, 0
        return ended

    def _cut(self) -> Samples:
        segment = np.concatenate(self._segment) if self._segment else np.zeros(0, dtype=np.int16)
        self._segment = []
        return segment

    def _progress(self, probability: float, *, segment: Samples | None = None) -> Activity:
        self._told_s = self._speech_s
        return self._activity(ActivityKind.PROGRESS, probability, segment=segment)

    def _activity(self, kind: ActivityKind, probability: float, *, segment: Samples | None = None) -> Activity:
        return Activity(
            kind=kind,
            is_speaking=self.is_speaking,
            speech_s=self._speech_s,
            silence_s=self._silence_s,
            run_s=self._run_s,
            samples_heard=self._heard,
            probability=probability,
            level_dbfs=self._level_dbfs(),
            lost_s=self._lost_s,
            segment=segment,
        )

    def _level_dbfs(self) -> float:
        power = self._power / self._voiced if self._voiced else 0.0
        return max(QUIETEST_DBFS, 10 * math.log10(power / 2**30)) if power > 0 else QUIETEST_DBFS


def _power(window: Samples) -> float:
    """Return a window's mean square."""
    loudness = window.astype(np.float32)
    return float(loudness.dot(loudness)) / WINDOW_SAMPLES
