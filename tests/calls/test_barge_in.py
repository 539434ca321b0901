"""What the caller says over the agent's speech: listening goes on, wishes stop the agent, and nobody hears the rest."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import UserStateChangedEvent, stt
from livekit.agents.voice import io

from callcenter.bench.fixed_models import FixedSTT
from callcenter.calls.beside.barge_in import LATE_WORDS_S, WORDS_S, BargeIn
from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.models.audio.call_vad import CallVad
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import ModelChoice, choose
from callcenter.models.phone_tuning import PHONE
from callcenter.settings import Settings
from tests.fakes.call_speech import WrittenCallSpeech
from tests.fakes.virtual_time import later, play
from tests.telephony.test_audio_output import frame


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
    """A call of a fake session under a real BargeIn. The caller's own speech is at -25 dB."""

    def __init__(self, *, language: str = "en", recogniser: str = "local") -> None:
        self.session: Any = rtc.EventEmitter()
        self.loud = Loudspeaker()
        self.now_s = 0.0
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
        self.hears("I have a question about my bill", level_dbfs=-25.0)

    async def agent_says(self, text: str = "Your bill is due on the first, and you owe forty dollars.") -> None:
        await self.heard.text.capture_text(text)
        self.heard.text.flush()
        await self.heard.capture_frame(frame(5.0))

    def sounds(self, seconds: float, *, level_dbfs: float = -25.0) -> None:
        """A sound of the caller begins and ends; the session pauses the agent at its rule's length, as livekit does."""
        self.vad.level_dbfs = level_dbfs
        began_at_s = time.time()
        self.session.emit("user_state_changed", _user("listening", "speaking", began_at_s))
        if seconds >= PHONE.turn.min_interruption_s:
            self.heard.pause()
        self.session.emit("user_state_changed", _user("speaking", "listening", began_at_s + seconds))

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


def _user(before: Any, after: Any, at_s: float) -> UserStateChangedEvent:
    return UserStateChangedEvent(old_state=before, new_state=after, created_at=at_s)


LISTENING = {
    "en": ("Mm-hmm.", "Uh-huh.", "Okay.", "Right, right.", "Yeah, I see.", "Mhm, okay."),
    "es": ("Ajá.", "Sí, sí.", "Vale.", "Entiendo."),
    "fr": ("Mm.", "Oui, d'accord.", "Je vois."),
    "de": ("Mhm.", "Ja, genau.", "Alles klar.", "Verstehe."),
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LISTENING for text in LISTENING[language]]
)
def test_listening__over_the_agents_speech__goes_on_and_is_no_turn(language: str, text: str) -> None:
    async def story() -> tuple[bool, bool, bool]:
        call = SpokenCall(language=language, recogniser="deepgram")
        await call.agent_says()
        call.sounds(0.5)
        before = call.loud.is_silent
        is_seen = call.hears(text)
        return before, is_seen, call.loud.is_silent

    assert play(story()) == (True, False, False)


WISHES = (
    "No.",
    "Stop.",
    "Wait.",
    "No wait, I want to talk about my internet.",
    "How much?",
    "Okay but when is it due?",
    "Hello?",
    "Yes but that is wrong",
    "four two seven one",
)


@pytest.mark.parametrize("text", WISHES)
def test_wish__over_the_agents_speech__is_seen_by_the_session(text: str) -> None:
    async def story() -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.4)
        return call.hears(text)

    assert play(story())


@pytest.mark.parametrize("text", ["I remember.", "I hope.", "And me.", "M. H. H.", "Not."])
def test_hum__that_the_device_takes_for_words__goes_on(text: str) -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.55)
        return call.hears(text), call.loud.is_silent

    assert play(story()) == (False, False)


def test_same_words__said_at_length_or_heard_by_a_hosted_recogniser__are_a_wish() -> None:
    async def story(seconds: float, recogniser: str) -> bool:
        call = SpokenCall(recogniser=recogniser)
        await call.agent_says()
        call.sounds(seconds)
        return call.hears("I remember.")

    assert play(story(1.2, "local"))
    assert play(story(0.55, "deepgram"))


def test_yes__once_the_question_was_heard__answers_it() -> None:
    async def story(text: str) -> bool:
        call = SpokenCall()
        await call.agent_says(text)
        call.now_s = 60.0
        call.sounds(0.4)
        return call.hears("Yes.")

    assert play(story("I'll cancel it. Shall I?"))
    assert not play(story("I'll cancel it for you now."))


@pytest.mark.parametrize("text", ["Honey, turn that down.", "Be quiet, I'm on the phone.", "But that down, please."])
def test_words_to_somebody_else__are_seen_by_nobody(text: str) -> None:
    async def story(over_agent: bool) -> tuple[bool, bool]:
        call = SpokenCall()
        if over_agent:
            await call.agent_says()
        call.sounds(1.2)
        return call.hears(text), call.loud.is_silent

    assert play(story(over_agent=True)) == (False, False)
    assert play(story(over_agent=False))[0] is False


def test_faint_speech__from_further_away__the_agent_does_not_even_pause() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(1.2, level_dbfs=-40.0)
        was_silent = call.loud.is_silent
        return was_silent, call.hears("and now the weather for tomorrow", level_dbfs=-40.0)

    assert play(story()) == (False, False)


def test_cough__no_words_come_of_it__goes_on_as_soon_as_that_is_known() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.4)
        before = call.loud.is_silent
        call.hears_nothing()
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_noise__nobody_says_anything_of_it__goes_on_at_the_deadline() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall(recogniser="deepgram")
        await call.agent_says()
        call.sounds(0.8)
        await later(WORDS_S - 0.05)
        before = call.loud.is_silent
        await later(0.1)
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_late_words__are_waited_for_longer_but_not_for_ever() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        call.speech.late = True
        await call.agent_says()
        call.sounds(0.8)
        await later(WORDS_S + 0.2)
        before = call.loud.is_silent
        await later(LATE_WORDS_S)
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_listening__in_the_agents_silence__is_the_callers_turn() -> None:
    async def story() -> bool:
        call = SpokenCall()
        call.sounds(0.5)
        return call.hears("Mm-hmm.")

    assert play(story())
