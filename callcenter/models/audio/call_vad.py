"""The call's one voice activity detector as AgentSession sees it: it passes on what the audio path has found.

The audio path hears the caller before the session does, so these streams take no audio; frames pushed to
them are ignored, and nothing runs twice.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from livekit import rtc
from livekit.agents import vad

from callcenter.models.audio.voice_activity import PROGRESS_S, QUIETEST_DBFS, Activity, ActivityKind
from callcenter.models.phone_tuning import MODEL_RATE_HZ, VoiceActivityTuning

_TYPES = {
    ActivityKind.STARTED: vad.VADEventType.START_OF_SPEECH,
    ActivityKind.PROGRESS: vad.VADEventType.INFERENCE_DONE,
    ActivityKind.ENDED: vad.VADEventType.END_OF_SPEECH,
}


class CallVad(vad.VAD):
    """One call's voice activity, told to every open stream. Used on the loop's thread only."""

    def __init__(self, tuning: VoiceActivityTuning, *, model: str) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=PROGRESS_S))
        self._tuning = tuning
        self._model = model
        self._streams: list[CallVadStream] = []
        self._speaking: vad.VADEvent | None = None
        self._is_closed = False
        #: How loud the caller's speech is that is under way or was last (RMS, dB of full scale).
        self.level_dbfs = QUIETEST_DBFS
        #: Seconds of silence at the end of speech that is under way; 0 between speeches.
        self.silence_s = 0.0
        #: Seconds of the speech that is under way or was last, without the silence at its end.
        self.speech_s = 0.0
        #: Seconds that are missing of what the caller has said since somebody set it to 0.
        self.lost_s = 0.0
        self._catching_up: list[tuple[float, asyncio.Future[None]]] = []

    @property
    def is_speaking(self) -> bool:
        """Whether the caller speaks, or has only just stopped."""
        return self._speaking is not None

    def listened(self, *, until_s: float) -> None:
        """Take note that all sound was listened to that had come by then (`time.monotonic()`)."""
        waiting, self._catching_up = self._catching_up, []
        for wanted_s, waiter in waiting:
            if wanted_s > until_s:
                self._catching_up.append((wanted_s, waiter))
            elif not waiter.done():
                waiter.set_result(None)

    async def catch_up(self, *, within_s: float) -> None:
        """Wait until all sound that has come by now was listened to, but not for longer than this."""
        waiter = asyncio.get_running_loop().create_future()
        self._catching_up.append((time.monotonic(), waiter))
        with suppress(TimeoutError):
            await asyncio.wait_for(waiter, within_s)

    @property
    def model(self) -> str:
        """Name of the model behind it."""
        return self._model

    @property
    def provider(self) -> str:
        """Where the model comes from."""
        return "local"

    @property
    def min_silence_duration(self) -> float:
        """Seconds of silence that end speech; AgentSession compares it with what its turn detector needs."""
        return self._tuning.min_silence_s

    def stream(self) -> CallVadStream:
        """Return a stream of the events from now on. One opened in mid-speech hears of its start at once."""
        stream = CallVadStream(self)
        self._streams.append(stream)
        if self._speaking is not None:
            stream.tell(self._speaking)
        if self._is_closed:
            stream.finish()
        return stream

    def tell(self, activity: Activity, *, delay_s: float) -> None:
        """Pass one event on. `delay_s` is how long ago its sound reached us."""
        event = _event(activity, delay_s)
        self.level_dbfs = activity.level_dbfs
        if activity.kind is ActivityKind.ENDED:
            self._speaking = None
            self.lost_s += activity.lost_s
        elif activity.kind is ActivityKind.STARTED:
            self._speaking = event
        self.silence_s = 0.0 if activity.kind is ActivityKind.ENDED else activity.silence_s
        self.speech_s = activity.speech_s - self.silence_s
        for stream in self._streams:
            stream.tell(event)

    def close(self) -> None:
        """End all streams, and those yet to be opened."""
        self._is_closed = True
        for stream in self._streams:
            stream.finish()

    def forget(self, stream: CallVadStream) -> None:
        """Stop telling a stream that was closed."""
        if stream in self._streams:
            self._streams.remove(stream)


class CallVadStream(vad.VADStream):
    """One reader of the call's voice activity."""

    def __init__(self, detector: CallVad) -> None:
        self._detector = detector
        super().__init__(detector)

    def tell(self, event: vad.VADEvent) -> None:
        """Give the reader an event."""
        if not self._event_ch.closed:
            self._event_ch.send_nowait(event)

    def finish(self) -> None:
        """Let the reader come to the end."""
        self._input_ch.close()

    def push_frame(self, frame: rtc.AudioFrame) -> None:
        """Ignore the frame: the audio path has heard it already."""

    def flush(self) -> None:
        """Do nothing: a boundary set by a recogniser does not make the caller silent."""

    async def aclose(self) -> None:
        """Close the stream."""
        self._detector.forget(self)
        await super().aclose()

    async def _main_task(self) -> None:
        """Wait for the end of input; events come through `tell`."""
        async for _ in self._input_ch:
            pass


def _event(activity: Activity, delay_s: float) -> vad.VADEvent:
    return vad.VADEvent(
        type=_TYPES[activity.kind],
        samples_index=activity.samples_heard,
        timestamp=activity.samples_heard / MODEL_RATE_HZ,
        speech_duration=activity.speech_s,
        silence_duration=activity.silence_s,
        probability=activity.probability,
        inference_duration=delay_s,
        speaking=activity.is_speaking,
        raw_accumulated_silence=activity.silence_s,
        raw_accumulated_speech=activity.run_s,
    )
