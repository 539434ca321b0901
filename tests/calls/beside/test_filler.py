"""A word from the agent when an answer takes long, and only then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import AgentStateChangedEvent, UserStateChangedEvent

from callcenter.calls.beside import filler
from callcenter.calls.beside.filler import Filler
from callcenter.calls.context import CallContext
from callcenter.calls.phrases import PHRASES
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.record.call_event import Fact, TurnTaken
from callcenter.models.choice import choose
from callcenter.settings import Settings
from tests.fakes.speech.call_speech import PHRASE, WrittenCallSpeech
from tests.fakes.virtual_time import later, play
from tests.fakes.waiting import others, until

AFTER_S = 0.1


class Session(rtc.EventEmitter[str]):
    """What of a session a filler watches."""

    agent_state = "listening"
    user_state = "listening"

    def agent(self, state: Any) -> None:
        before, self.agent_state = self.agent_state, state
        self.emit("agent_state_changed", AgentStateChangedEvent(old_state=before, new_state=state))  # type: ignore[arg-type]

    def user(self, state: Any) -> None:
        before, self.user_state = self.user_state, state
        self.emit(
            "user_state_changed",
            UserStateChangedEvent(old_state=before, new_state=state, created_at=time.time()),  # type: ignore[arg-type]
        )


class SpokenLeg(TextLeg):
    """A leg that plays what is interjected."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[bytes] = []

    def interject(self, pcm: bytes) -> float:
        self.heard.append(pcm)
        return 0.01


@dataclass
class Watched:
    session: Session
    context: CallContext
    leg: SpokenLeg
    speech: WrittenCallSpeech
    facts: list[Fact] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filler, "GRACE_S", 0.05)


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    async with _watch() as call:
        yield call


@asynccontextmanager
async def _watch() -> AsyncIterator[Watched]:
    session, leg, speech, facts = Session(), SpokenLeg(), WrittenCallSpeech(), []
    settings, anything = Settings(), None
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
        leg=leg,
        pool=anything,  # type: ignore[arg-type]
        settings=settings,
        record=facts.append,
        speech=speech,
        choice=choose("en", settings.models),
    )
    running = asyncio.create_task(Filler(session, context, after_s=AFTER_S).run())  # type: ignore[arg-type]
    await others()
    try:
        yield Watched(session, context, leg, speech, facts)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_filler__answer_takes_long__says_one_word_after_another_and_puts_them_on_record(watched: Watched) -> None:
    watched.session.user("speaking")
    watched.session.user("listening")
    watched.session.agent("thinking")
    await until(lambda: len(watched.leg.heard) == 4)

    first, second, third = PHRASES["en"].one_moment
    said = [fact.turn.text for fact in watched.facts if isinstance(fact, TurnTaken)]
    assert said[:4] == [first, second, third, second]
    assert watched.leg.heard[0] == PHRASE


async def test_filler__words_without_a_transcript__says_a_word(watched: Watched) -> None:
    watched.speech.late = True
    watched.session.user("speaking")
    watched.session.user("listening")

    await until(lambda: len(watched.leg.heard) == 1)


@pytest.mark.parametrize("why", ["answered", "caller-speaks", "callers-turn", "held", "transferring", "over"])
def test_filler__nobody_waits_for_us__says_nothing(why: str) -> None:
    async def story() -> list[bytes]:
        async with _watch() as watched:
            watched.session.user("speaking")
            watched.session.user("listening")
            if why != "callers-turn":
                watched.session.agent("thinking")
            match why:
                case "answered":
                    watched.session.agent("speaking")
                    watched.session.agent("listening")
                case "caller-speaks":
                    watched.session.user("speaking")
                case "held":
                    watched.context.is_held = True
                case "transferring":
                    watched.context.is_transferring = True
                case "over":
                    await watched.leg.hang_up(EndReason.CALLER_HUNG_UP)
            # Longer than a word would take to come.
            await later(40 * AFTER_S)
            return watched.leg.heard

    assert play(story()) == []


async def test_filler__tool_is_slow_after_the_agent_has_spoken__says_a_word(watched: Watched) -> None:
    watched.session.agent("speaking")
    watched.session.agent("thinking")

    await until(lambda: len(watched.leg.heard) == 1)


async def test_filler__agent_speaks_for_the_first_time__has_the_phrases_made(watched: Watched) -> None:
    watched.session.agent("speaking")

    await until(lambda: tuple(watched.speech.said) == PHRASES["en"].one_moment)
