"""From a leg's PCM to what the session needs, for all calls of a process in one helper thread.

The thread resamples to 16 kHz, suppresses noise and finds speech for every call that has sound, some 25 times a second
and right after it has come, and hands all results to the event loop in one go. Nothing here hops to an executor, and a
call costs under 1 % of a core.
Why so: docs/decisions/0003-lean-audio-path.md.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable

from livekit import rtc
from livekit.agents.voice import io

from callcenter.log import logger
from callcenter.models.audio.call_vad import CallVad
from callcenter.models.audio.front_end import FrontEnd, RoundHeard
from callcenter.models.audio.noise import NoiseSuppressor
from callcenter.models.audio.resampler import Samples
from callcenter.models.audio.segments import SegmentFeed, SpeechSegment
from callcenter.models.audio.speech_probability import SpeechProbability
from callcenter.models.audio.voice_activity import Activity
from callcenter.models.phone_tuning import FRAME_SAMPLES, MODEL_RATE_HZ, PHONE, VoiceActivityTuning

log = logger(__name__)

#: Seconds between two rounds of the helper thread at least. The pacer of the SIP calls pushes the sound of all of them
#: a little less often, and is followed; legs that push when they like are heard at this rate.
LEAST_S = 0.03
#: Seconds without any sound after which it looks all the same: who falls silent in mid-word pushes nothing.
QUIET_S = 0.08
#: Audio that may wait for a session that doesn't read; the oldest is dropped.
MAX_WAITING_S = 2.0
_MAX_FRAMES = round(MAX_WAITING_S * MODEL_RATE_HZ / FRAME_SAMPLES)


class CallAudioInput(io.AudioInput):
    """The caller's audio as the session reads it: mono int16 frames of up to 100 ms at 16 kHz.

    If nobody reads, the newest two seconds are kept.
    """

    def __init__(self) -> None:
        super().__init__(label="leg")
        self._frames: deque[rtc.AudioFrame] = deque(maxlen=_MAX_FRAMES)
        self._waiter: asyncio.Future[None] | None = None
        self._is_closed = False

    async def __anext__(self) -> rtc.AudioFrame:
        """Return the next frame; stops once the call's audio has ended."""
        while not self._frames:
            if self._is_closed:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._frames.popleft()

    def put(self, frames: list[rtc.AudioFrame]) -> None:
        """Add frames; on the loop's thread."""
        self._frames.extend(frames)
        self._wake()

    def close(self) -> None:
        """End the input once what is left was read."""
        self._is_closed = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class CallAudioPath:
    """One call's side of the audio path. Made by `AudioPath.open`, on the loop's thread.

    `input` and `vad` are for the AgentSession, `segments` for a recogniser of whole segments.
    """

    def __init__(self, path: AudioPath, front_end: FrontEnd, *, tuning: VoiceActivityTuning, vad_model: str) -> None:
        self.input: io.AudioInput
        self._frames = CallAudioInput()
        self.input = self._frames
        self.vad = CallVad(tuning, model=vad_model)
        self.segments = SegmentFeed()
        self._path = path
        self._front_end = front_end
        self._is_closed = False

    def push(self, pcm: bytes) -> None:
        """Take the party's audio: mono int16 at the leg's rate, any length. Never blocks.

        A leg that looks regularly for what has come says by no audio at all that there was nothing.
        """
        if not self._is_closed:
            self._front_end.push(pcm)
            if pcm:
                self._path.sound_came(self._front_end.loop)

    def close(self) -> None:
        """End the call's audio: the input and the segments come to their end. Does nothing the second time."""
        if self._is_closed:
            return
        self._is_closed = True
        self._path.forget(self._front_end)
        self._frames.close()
        self.vad.close()
        self.segments.close()

    def deliver(self, heard: RoundHeard) -> None:
        """Take what the helper thread has found; on the loop's thread."""
        if self._is_closed:
            return
        if heard.frames:
            self._frames.put(heard.frames)
        for activity in heard.activities:
            delay_s = max(0.0, time.monotonic() - heard.pushed_at_s)
            if activity.segment is not None and len(activity.segment):
                self.segments.put(_segment(activity, activity.segment, delay_s))
            self.vad.tell(activity, delay_s=delay_s)
        self.vad.listened(until_s=heard.pushed_at_s)


class AudioPath:
    """The process's helper thread. Calls come and go; with none open it sleeps."""

    def __init__(
        self,
        *,
        open_probability: Callable[[], SpeechProbability],
        open_suppressor: Callable[[], NoiseSuppressor | None],
        vad_model: str,
        tuning: VoiceActivityTuning = PHONE.voice_activity,
    ) -> None:
        self._open_probability = open_probability
        self._open_suppressor = open_suppressor
        self._vad_model = vad_model
        self._tuning = tuning
        #: Replaced and never changed: the helper thread reads it as it is. Calls may come and go in several threads.
        self._front_ends: list[FrontEnd] = []
        self._changing = threading.Lock()
        self._gone: deque[FrontEnd] = deque()
        #: Set when there is something to do: sound, a call that comes or goes, the end.
        self._woken = threading.Event()
        self._is_waking = False
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="audio-path", daemon=True)
        self._thread.start()

    def open(self, sample_rate_hz: int) -> CallAudioPath:
        """Open one call's audio at its leg's rate (8000, 16 000, 24 000, 32 000 or 48 000 Hz).

        Raises:
            ValueError: a rate no leg has.
            RuntimeError: the path is closed, or no event loop runs here.
        """
        if self._is_closed:
            raise RuntimeError("the audio path is closed")
        loop = asyncio.get_running_loop()
        front_end = FrontEnd(sample_rate_hz, self._open_probability(), self._open_suppressor(), self._tuning, loop)
        audio = CallAudioPath(self, front_end, tuning=self._tuning, vad_model=self._vad_model)
        front_end.deliver = audio.deliver
        with self._changing:
            self._front_ends = [*self._front_ends, front_end]
        self._woken.set()
        return audio

    def forget(self, front_end: FrontEnd) -> None:
        """Stop hearing a call."""
        with self._changing:
            self._front_ends = [other for other in self._front_ends if other is not front_end]
        self._gone.append(front_end)
        self._woken.set()

    def sound_came(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear it soon, together with what other calls push before the loop does anything else."""
        if not self._is_waking:
            self._is_waking = True
            loop.call_soon(self._wake)

    @property
    def calls(self) -> int:
        """Number of open calls."""
        return len(self._front_ends)

    def close(self) -> None:
        """Stop the thread; open calls hear nothing more."""
        self._is_closed = True
        self._woken.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        next_s = time.monotonic()
        while not self._is_closed:
            self._woken.wait(QUIET_S if self._front_ends else None)
            # One look at the clock: between two of them a busy machine lets time pass, and nobody sleeps backwards.
            time.sleep(max(0.0, next_s - time.monotonic()))
            self._woken.clear()
            next_s = time.monotonic() + LEAST_S
            self._round()
            self._bury()

    def _wake(self) -> None:
        self._is_waking = False
        self._woken.set()

    def _round(self) -> None:
        found: dict[asyncio.AbstractEventLoop, list[tuple[FrontEnd, RoundHeard]]] = {}
        for front_end in self._front_ends:
            try:
                heard = front_end.process()
            except Exception as error:
                # One call's fault must not silence the others; said once, not fifty times a second.
                if not front_end.has_failed:
                    front_end.has_failed = True
                    log.error("audio_path_failed", error=type(error).__name__)
                continue
            if heard is not None and (heard.frames or heard.activities):
                found.setdefault(front_end.loop, []).append((front_end, heard))
        for loop, batch in found.items():
            try:
                loop.call_soon_threadsafe(_deliver, batch)
            except RuntimeError:
                log.warning("audio_path_loop_closed", calls=len(batch))

    def _bury(self) -> None:
        while self._gone:
            self._gone.popleft().close()


def _deliver(batch: list[tuple[FrontEnd, RoundHeard]]) -> None:
    for front_end, heard in batch:
        front_end.deliver(heard)


def _segment(activity: Activity, audio: Samples, delay_s: float) -> SpeechSegment:
    samples = len(audio)
    ended_at_s = time.time() - delay_s - activity.silence_s
    return SpeechSegment(
        audio=rtc.AudioFrame(
            data=audio.tobytes(),
            sample_rate=MODEL_RATE_HZ,
            num_channels=1,
            samples_per_channel=samples,
        ),
        started_at_s=ended_at_s + activity.silence_s - samples / MODEL_RATE_HZ,
        ended_at_s=ended_at_s,
    )
