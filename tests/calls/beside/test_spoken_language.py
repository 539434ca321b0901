"""Following the caller into another language, as far as the models go."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import UserInputTranscribedEvent

from callcenter.calls.beside.spoken_language import SpokenLanguage
from callcenter.calls.context import CallContext
from callcenter.calls.phrases import PHRASES, phrases
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.domain.language import LANGUAGES
from callcenter.domain.record.call_event import Fact, LanguageChanged
from callcenter.models.choice import ModelChoice, choose
from callcenter.settings import Settings

HOSTED = {"stt": ["deepgram/nova-3:multi"], "llm": ["groq/x"], "tts": ["rime/arcana"]}


class Agent:
    """An agent that can change its language."""

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self.languages: list[str] = []

    def choice(self) -> ModelChoice:
        return choose(self._context.language, self._context.settings.models)

    def use_language(self) -> None:
        self.languages.append(self._context.language)


class Session(rtc.EventEmitter[str]):
    """What of a session is watched for its language."""

    current_agent: Any = None

    def hears(self, transcript: str, language: str | None, *, is_final: bool = True) -> None:
        event = UserInputTranscribedEvent(transcript=transcript, is_final=is_final, language=language)  # type: ignore[arg-type]
        self.emit("user_input_transcribed", event)


def call(**models: object) -> tuple[Session, Agent, CallContext, list[Fact]]:
    session, facts, anything = Session(), [], None
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number="", language="en-US"),
        leg=TextLeg(),
        pool=anything,  # type: ignore[arg-type]
        settings=Settings(models={**HOSTED, **models}),
        record=facts.append,
    )
    agent = session.current_agent = Agent(context)
    SpokenLanguage(session, context)  # type: ignore[arg-type]
    return session, agent, context, facts


async def test_language__a_whole_sentence_in_another__is_followed_at_once_and_back_again() -> None:
    session, agent, context, facts = call()

    session.hears("je voudrais payer ma facture", "fr")
    session.hears("no wait let's speak English please", "en-US")

    assert agent.languages == ["fr", "en"]
    assert context.language == "en"
    changes = [(fact.from_language, fact.language) for fact in facts if isinstance(fact, LanguageChanged)]
    assert changes == [("en", "fr"), ("fr", "en")]


async def test_language__a_few_words__have_to_come_twice() -> None:
    session, agent, _, _ = call()

    session.hears("no", "es")
    session.hears("how much do I owe", "en")
    session.hears("sí", "es")
    assert agent.languages == []
    session.hears("una factura", "es")

    assert agent.languages == ["es"]


@pytest.mark.parametrize(
    ("transcript", "language", "is_final"),
    [
        ("je voudrais payer ma facture", "fr", False),
        ("je voudrais payer ma facture", None, True),
        ("jag vill betala min faktura", "sv", True),
        ("how much do I owe", "en", True),
    ],
)
async def test_language__no_proof_or_none_that_agents_speak__stays(
    transcript: str, language: str | None, is_final: bool
) -> None:
    session, agent, context, facts = call()

    session.hears(transcript, language, is_final=is_final)

    assert (agent.languages, context.language, facts) == ([], "en", [])


@pytest.mark.parametrize("lacking", [{"llm": ["local/dialog"]}, {"tts": ["local/piper"]}])
async def test_language__models_cannot_answer_in_it__stays(lacking: dict[str, list[str]]) -> None:
    session, agent, context, facts = call(**lacking)

    session.hears("je voudrais payer ma facture", "fr")

    assert (agent.languages, context.language, facts) == ([], "en", [])


def test_phrases__every_language_of_the_agents__has_them_all() -> None:
    assert set(PHRASES) == set(LANGUAGES)
    assert all(len(said.one_moment) > 1 for said in PHRASES.values())
    assert phrases("es-MX") is PHRASES["es"]
    assert phrases("sv") is PHRASES["en"]
