"""What callers ask of the pace of a call, in each language: slower, and hold on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import UserInputTranscribedEvent

from callcenter.calls.beside.caller_pace import SLOWER, SLOWEST, CallerPace
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.models.choice import ModelChoice, choose
from callcenter.settings import CallSettings, Settings
from tests.fakes.speech.call_speech import WrittenCallSpeech
from tests.fakes.virtual_time import later, play


class Agent:
    """What of an agent a change of voice needs."""

    def __init__(self) -> None:
        self.fetched = 0

    def choice(self) -> ModelChoice:
        return choose("en", Settings().models)

    def use_language(self) -> None:
        self.fetched += 1


class Session(rtc.EventEmitter[str]):
    """What of a session it watches."""

    def __init__(self) -> None:
        super().__init__()
        self.current_agent = Agent()

    def words(self, text: str) -> None:
        self.emit("user_input_transcribed", UserInputTranscribedEvent(transcript=text, is_final=True))


def call(language: str) -> tuple[Any, CallContext]:
    anything: Any = None
    session: Any = Session()
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
        leg=TextLeg(),
        pool=anything,
        settings=Settings(calls=CallSettings(hold_on_s=60)),
        record=lambda fact: None,
        speech=WrittenCallSpeech(),
        language=language,
    )
    CallerPace(session, context)
    return session, context


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Can you speak slower please?"),
        ("es", "Más despacio, por favor."),
        ("fr", "Plus lentement, s'il vous plaît."),
        ("de", "Langsamer bitte."),
    ],
)
def test_slower__asked_for__slows_the_voice_each_time_down_to_a_limit(language: str, text: str) -> None:
    async def story() -> tuple[list[float], int]:
        session, context = call(language)
        rates = []
        for _ in range(5):
            session.words(text)
            assert context.speech is not None
            rates.append(context.speech.speed)
        return rates, session.current_agent.fetched

    rates, fetched = play(story())

    assert rates[:2] == pytest.approx([SLOWER, SLOWER**2])
    assert rates[-1] == SLOWEST
    assert fetched == len(set(rates))


def test_slow_internet__is_no_wish_for_a_slower_voice() -> None:
    async def story() -> float:
        session, context = call("en")
        session.words("My internet is slow")
        return context.speaking_rate

    assert play(story()) == 1.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hold on a minute."),
        ("es", "Espere un momento."),
        ("fr", "Un instant, s'il vous plaît."),
        ("de", "Moment bitte."),
    ],
)
def test_hold_on__asked_for__silence_counts_only_after_the_time_set(language: str, text: str) -> None:
    async def story() -> tuple[float, float]:
        session, context = call(language)
        await later(5)
        session.words(text)
        waits_until_s = context.holds_on_until_s
        session.words("four two seven one")
        return waits_until_s, context.holds_on_until_s

    assert play(story()) == (65.0, 0.0)
