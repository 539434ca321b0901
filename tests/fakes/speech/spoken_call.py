"""A call whose agent speaks and whose caller makes sounds, as the session and the recogniser tell of them, by hand."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from livekit import rtc
from livekit.agents import UserStateChangedEvent, stt
from livekit.agents.voice import io

from callcenter.bench.fixed_models import FixedSTT
from callcenter.calls.beside.barge_in import BargeIn
from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.models.audio.call_vad import CallVad
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.audio.voice_activity import Activity, ActivityKind
from callcenter.models.choice import ModelChoice, choose
from callcenter.models.phone_tuning import PHONE
from callcenter.settings import Settings
from tests.fakes.speech.call_speech import WrittenCallSpeech
from tests.telephony.embedded.calls.test_audio_output import frame


class Loudspeaker(io.AudioOutput):
    """A leg's output that the test plays by hand."""

    def __init__(self) -> None:
        super().__init__(label="loud", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=16_000)
        self.is_silent = False

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self.on_playback_started(created_at=0.0)

    def flush(self) -> None:
        super().flush()

    def clear_buffer(self) -> None:
        self.on_playback_finished(playback_position=1.0, interrupted=True)

    def pause(self) -> None:
        self.is_silent = True

    def resume(self) -> None:
        self.is_silent = False


class SpokenCall:
    """A call of a fake session under a real BargeIn. The caller's own speech is at -25 dB.

    `has_spoken`: their level is known from a first turn.
    """

    def __init__(self, *, language: str = "en", recogniser: str = "local", has_spoken: bool = True) -> None:
        self.session: Any = rtc.EventEmitter()
        self.loud = Loudspeaker()
        self.now_s = 0.0
        self.began_at_s = time.time()
        self.heard = HeardSpeech(self.loud, monotonic=lambda: self.now_s)
        self.vad = CallVad(PHONE.voice_activity, model="test")
        leg = TextLeg()
        leg.vad = self.vad  # type: ignore[assignment]
        self.speech = _Speech(recogniser)
        anything: Any = None
        settings = Settings()
        self.context = CallContext(
            call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
            leg=leg,
            pool=anything,
            settings=settings,
            record=lambda fact: None,
            speech=self.speech,
            choice=choose("en", settings.models),
            language=language,
        )
        BargeIn(self.session, self.context, self.heard)
        if has_spoken:
            self.hears("I have a question about my bill", level_dbfs=-25.0)

    async def agent_says(self, text: str = "Your bill is due on the first, and you owe forty dollars.") -> None:
        await self.heard.text.capture_text(text)
        self.heard.text.flush()
        await self.heard.capture_frame(frame(5.0))
        self.now_s += 2.0

    def sounds(self, seconds: float, *, level_dbfs: float = -25.0, told_late_s: float = 0.0) -> None:
        """A sound of the caller begins and ends; the session pauses the agent at its rule's length, as livekit does.

        `told_late_s`: its beginning is known so much later than its end.
        """
        self.vad.level_dbfs = level_dbfs
        self.began_at_s = began_at_s = time.time()
        self._tell(ActivityKind.STARTED, min(0.1, seconds), level_dbfs)
        self.session.emit("user_state_changed", user_state("listening", "speaking", began_at_s + told_late_s))
        if seconds >= PHONE.turn.min_interruption_s:
            self.heard.pause()
        self._tell(ActivityKind.ENDED, seconds, level_dbfs)
        self.session.emit("user_state_changed", user_state("speaking", "listening", began_at_s + seconds))

    def agent_finishes(self) -> None:
        self.loud.on_playback_finished(playback_position=5.0, interrupted=False)

    def begins(self, *, after_s: float = 0.0, at_s: float = 0.0) -> None:
        """A sound of the caller begins: at a time, or so long after the one before did."""
        self.vad.level_dbfs = -25.0
        at_s = at_s or self.began_at_s + after_s
        self.session.emit("user_state_changed", user_state("listening", "speaking", at_s))

    def is_heard(self, speech_s: float, *, silence_s: float = 0.0, level_dbfs: float = -25.0) -> None:
        """The sound is under way, or a silence in it; livekit asks for a pause by its rule."""
        if speech_s == 0.0:
            self.session.emit("user_state_changed", user_state("listening", "speaking", time.time()))
        self._tell(ActivityKind.PROGRESS, speech_s + silence_s, level_dbfs, silence_s=silence_s)
        if speech_s + silence_s >= PHONE.turn.min_interruption_s:
            self.heard.pause()

    def _tell(self, kind: ActivityKind, speech_s: float, level_dbfs: float, *, silence_s: float = 0.0) -> None:
        sounding = Activity(
            kind=kind,
            is_speaking=kind is not ActivityKind.ENDED,
            speech_s=speech_s,
            silence_s=silence_s,
            run_s=0.0 if silence_s else speech_s,
            samples_heard=0,
            probability=0.9,
            level_dbfs=level_dbfs,
        )
        self.vad.tell(sounding, delay_s=0.0)

    def hears(self, text: str, *, level_dbfs: float = -25.0) -> bool:
        """The recogniser has words; tell whether the session gets to see them."""
        self.vad.level_dbfs = level_dbfs
        return self.speech.passes(
            stt.SpeechEvent(
                type=stt.SpeechEventType.FINAL_TRANSCRIPT,
                alternatives=[stt.SpeechData(language="en", text=text)],  # type: ignore[arg-type]
            )
        )

    def hears_nothing(self) -> None:
        """The recogniser on the device has looked at the segment and found no words."""
        self.speech.passes(
            stt.SpeechEvent(
                type=stt.SpeechEventType.RECOGNITION_USAGE,
                recognition_usage=stt.RecognitionUsage(audio_duration=0.5),
            )
        )


class _NamedSTT(FixedSTT):
    """A recogniser that says whose it is."""

    def __init__(self, provider: str) -> None:
        super().__init__(SegmentFeed())
        self._provider = provider

    @property
    def provider(self) -> str:
        return self._provider


class _Speech(WrittenCallSpeech):
    def __init__(self, provider: str) -> None:
        super().__init__()
        self._recogniser = _NamedSTT(provider)

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        return self._recogniser


def user_state(before: Any, after: Any, at_s: float) -> UserStateChangedEvent:
    return UserStateChangedEvent(old_state=before, new_state=after, created_at=at_s)
