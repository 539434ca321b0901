"""One call's acoustic front end in the audio path's helper thread: its audio not yet heard, its models' state."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from livekit import rtc

from callcenter.log import logger
from callcenter.models.audio.noise import BLOCK_SAMPLES, NoiseSuppressor
from callcenter.models.audio.resampler import Resampler, Samples
from callcenter.models.audio.speech_probability import SpeechProbability
from callcenter.models.audio.voice_activity import WINDOW_S, Activity, VoiceActivity
from callcenter.models.phone_tuning import FRAME_SAMPLES, MODEL_RATE_HZ, WINDOW_SAMPLES, VoiceActivityTuning

log = logger(__name__)

#: Packets that may wait for the helper thread (2 s of 10 ms ones); the oldest are dropped.
MAX_WAITING_PACKETS = 200
#: Peak (int16, -54 dB of full scale) under which a line is quiet. An idle line of G.711 is at -65 dBm0 or less, speech
#: that can be understood peaks ten times as high.
QUIET_PEAK = 64
#: Seconds of it before nothing is looked for any more, and of a call's beginning in which noise suppression gets to
#: know the line all the same (WebRTC's takes 200 blocks of 10 ms).
QUIET_S, LEARNING_S = 0.5, 2.0
#: Longest time that a look at the line without sound stands for: a busy machine looks late, and what came meanwhile is
#: there only a moment after.
LOOK_S = 0.05
#: The shortest packet in use: less is no loss, but how a clock ticks.
PACKET_S = 0.01
_FRAME_BYTES = 2 * FRAME_SAMPLES
_SILENCE = np.zeros(WINDOW_SAMPLES, dtype=np.int16)


@dataclass(slots=True)
class RoundHeard:
    """What one round found in one call's audio."""

    frames: list[rtc.AudioFrame] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    #: Monotonic time at which the round's audio had been pushed.
    pushed_at_s: float = 0.0


class FrontEnd:
    """One call's front end: resampling, noise suppression, voice activity, all before a recogniser.

    `push` on the loop's thread, `process` and `close` in the helper thread.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        probability: SpeechProbability,
        suppressor: NoiseSuppressor | None,
        tuning: VoiceActivityTuning,
        loop: asyncio.AbstractEventLoop,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.loop = loop
        self._monotonic = monotonic
        self.deliver: Callable[[RoundHeard], None] = lambda _: None
        self._waiting: deque[tuple[float, bytes, float]] = deque(maxlen=MAX_WAITING_PACKETS)
        self._resampler = Resampler(sample_rate_hz, MODEL_RATE_HZ)
        self._probability = probability
        self._suppressor = suppressor
        self._activity = VoiceActivity(tuning)
        self._starved_s = tuning.starved_s
        self._odd_byte = b""
        self._block = np.zeros(0, dtype=np.int16)
        self._frame = bytearray()
        self._window = np.zeros(0, dtype=np.int16)
        self._heard_at_s = self._looked_at_s = monotonic()
        #: Seconds in which the line was looked at, and nothing came; None if nobody tells of such looks.
        self._nothing_s: float | None = None
        self._made_up_s = 0.0
        self._rate_hz = sample_rate_hz
        self._quiet_s = 0.0
        self._learning_s = LEARNING_S
        self._is_noisy = False
        #: Set by the audio path once a round of this call has failed.
        self.has_failed = False

    def push(self, pcm: bytes) -> None:
        """Add audio from the loop's thread; appends to a deque are atomic, so no lock is held.

        Empty audio says that the line was looked at and nothing had come. Who says so need not be guessed about: on a
        busy machine nobody may have looked for as long as it takes to end a word in its middle.
        """
        now_s = self._monotonic()
        looked_s, self._looked_at_s = min(LOOK_S, now_s - self._looked_at_s), now_s
        if not pcm:
            self._nothing_s = (self._nothing_s or 0.0) + looked_s
            return
        lost_s = 0.0
        if self._nothing_s:
            lost_s = max(0.0, self._nothing_s + looked_s - len(pcm) / 2 / self._rate_hz)
            self._nothing_s = 0.0
        self._waiting.append((now_s, bytes(pcm), lost_s))

    def process(self) -> RoundHeard | None:
        """Work through the waiting audio, in the helper thread; None if there was none."""
        if not self._waiting:
            return self._hear_nothing()
        if self._made_up_s:
            self._activity.come_back()
        chunks = []
        pushed_at_s = 0.0
        while self._waiting:
            pushed_at_s, chunk, lost_s = self._waiting.popleft()
            chunks.append(chunk)
            if lost_s >= PACKET_S:
                self._activity.lack(lost_s)
        self._heard_at_s, self._made_up_s = pushed_at_s, 0.0
        heard = RoundHeard(pushed_at_s=pushed_at_s)
        pcm = b"".join((self._odd_byte, *chunks))
        whole = len(pcm) & ~1
        self._odd_byte = pcm[whole:]
        samples = np.frombuffer(pcm[:whole], dtype=np.int16)
        self._look_for_quiet(samples)
        clean = self._clean(self._resampler.push(samples))
        self._frame += clean.tobytes()
        self._window = _cut(
            np.concatenate((self._window, clean)), WINDOW_SAMPLES, lambda window: self._listen(window, heard)
        )
        while len(self._frame) >= _FRAME_BYTES:
            self._give_frame(heard, _FRAME_BYTES)
        # Who decides by an event has all the sound up to it.
        if heard.activities and self._frame:
            self._give_frame(heard, len(self._frame))
        return heard

    @property
    def _is_quiet(self) -> bool:
        """Whether there has been nothing on the line for a while: four fifths of the work on it are spared."""
        return self._quiet_s >= QUIET_S and self._learning_s <= 0 and not self._activity.is_speaking

    def _look_for_quiet(self, samples: Samples) -> None:
        lasts_s = len(samples) / self._rate_hz
        self._learning_s -= lasts_s
        # The lowest int16 has no opposite.
        is_loud = len(samples) and (samples.max() >= QUIET_PEAK or samples.min() <= -QUIET_PEAK)
        self._quiet_s = 0.0 if is_loud else self._quiet_s + lasts_s

    def close(self) -> None:
        """Release the suppressor, in the helper thread."""
        if self._suppressor is not None:
            self._suppressor.close()

    def _hear_nothing(self) -> RoundHeard | None:
        """A caller whose sound stops in mid-word has stopped speaking, whatever the reason."""
        now_s = self._monotonic()
        nothing_s = now_s - self._heard_at_s if self._nothing_s is None else self._nothing_s
        if not self._activity.is_speaking or nothing_s < self._starved_s:
            return None
        heard = RoundHeard(pushed_at_s=now_s)
        if not self._made_up_s:
            self._activity.break_off(nothing_s)
        while self._made_up_s + WINDOW_S <= nothing_s and self._activity.is_speaking:
            self._made_up_s += WINDOW_S
            self._listen(_SILENCE, heard)
        return heard

    def _give_frame(self, heard: RoundHeard, length: int) -> None:
        heard.frames.append(
            rtc.AudioFrame(
                data=self._frame[:length],
                sample_rate=MODEL_RATE_HZ,
                num_channels=1,
                samples_per_channel=length // 2,
            )
        )
        del self._frame[:length]

    def _clean(self, samples: Samples) -> Samples:
        if self._suppressor is None or self._is_noisy:
            return samples
        if len(self._block):
            samples = np.concatenate((self._block, samples))
        whole = len(samples) - len(samples) % BLOCK_SAMPLES
        self._block = samples[whole:]
        if not whole or self._is_quiet:
            return samples[:whole]
        try:
            return self._suppressor.clean(samples[:whole])
        except Exception as error:
            # The call goes on with its noise.
            self._is_noisy = True
            log.error("noise_suppression_failed", error=type(error).__name__)
            return samples

    def _listen(self, window: Samples, heard: RoundHeard) -> None:
        probability = 0.0 if self._is_quiet else self._probability.predict(window)
        activity = self._activity.hear(window, probability)
        if activity is not None:
            heard.activities.append(activity)


def _cut(samples: Samples, length: int, take: Callable[[Samples], object]) -> Samples:
    """Give out whole pieces of a length and return what is left."""
    start = 0
    while len(samples) - start >= length:
        take(samples[start : start + length])
        start += length
    return samples[start:]
