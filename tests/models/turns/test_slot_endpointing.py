"""Slot-aware endpointing on a session: what the agent asks decides the delays."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from livekit.agents import Agent, AgentSession, function_tool, llm
from livekit.agents.voice.events import (
    ConversationItemAddedEvent,
    FunctionToolsExecutedEvent,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
)
from pydantic import Field

from callcenter.models.failover.chain import ChainLLM
from callcenter.models.failover.switches import Serving
from callcenter.models.model_string import Part, parse_chain
from callcenter.models.phone_tuning import EndpointingDelays
from callcenter.models.turns.slot_endpointing import BROKEN_OFF, DICTATED, HALF, LONE, SENTENCE, WHOLE, SlotEndpointing
from callcenter.spoken.answer_shape import Completeness, Slot, SlotKind

ORDINARY = EndpointingDelays(min_s=0.5, max_s=2.0)


@function_tool
async def identify(
    account_number: Annotated[str, Field(json_schema_extra={"format": "digits", "minLength": 8, "maxLength": 8})],
) -> str:
    """Find the customer."""
    return "{}"


class Talk:
    """A started session without models, and what it does with its delays."""

    def __init__(self, session: AgentSession[Any], *, ordinary: EndpointingDelays = ORDINARY) -> None:
        self.session = session
        self.language = "en"
        self.slot = SlotEndpointing(session, ordinary=ordinary, language=lambda: self.language)

    @property
    def delays(self) -> tuple[float, float]:
        options = self.session.options.endpointing
        return options["min_delay"], options["max_delay"]

    def agent_says(self, text: str, *, is_interrupted: bool = False) -> None:
        self._add("assistant", text, is_interrupted=is_interrupted)

    def tool_answers(self, answer: dict[str, Any]) -> None:
        self.session.emit(
            "function_tools_executed",
            FunctionToolsExecutedEvent(
                function_calls=[llm.FunctionCall(call_id="1", name="identify", arguments="{}")],
                function_call_outputs=[
                    llm.FunctionCallOutput(call_id="1", name="identify", output=json.dumps(answer), is_error=False)
                ],
            ),
        )

    def turn_is_taken(self, text: str) -> None:
        self._add("user", text)

    def caller_says(self, text: str) -> None:
        self.session.emit("user_input_transcribed", UserInputTranscribedEvent(transcript=text, is_final=True))

    def caller_breathes(self, seconds: float) -> None:
        """The caller speaks, and speaks on after a breath."""
        for state, before, at_s in (("listening", "speaking", 100.0), ("speaking", "listening", 100.0 + seconds)):
            event = UserStateChangedEvent(old_state=before, new_state=state, created_at=at_s)  # type: ignore[arg-type]
            self.session.emit("user_state_changed", event)

    def _add(self, role: Any, text: str, *, is_interrupted: bool = False) -> None:
        self.session.emit(
            "conversation_item_added",
            ConversationItemAddedEvent(item=llm.ChatMessage(role=role, content=[text], interrupted=is_interrupted)),
        )


@pytest.fixture
async def talk() -> Any:
    session: AgentSession[Any] = AgentSession(
        turn_handling={"endpointing": {"min_delay": ORDINARY.min_s, "max_delay": ORDINARY.max_s}}
    )
    talk = Talk(session)
    await session.start(Agent(instructions="", tools=[identify]), record=False)
    yield talk
    talk.slot.close()
    await session.aclose()


def of(delays: EndpointingDelays) -> tuple[float, float]:
    return delays.min_s, delays.max_s


async def test_slot_endpointing__agent_asks_for_the_account_number__waits_for_eight_digits(talk: Talk) -> None:
    talk.agent_says("What's your account number?")
    assert talk.delays == of(ORDINARY)
    talk.caller_says("four two seven one")
    assert talk.delays == of(HALF)
    talk.caller_says("nine nine zero three")
    assert talk.delays == of(WHOLE)
    talk.turn_is_taken("four two seven one nine nine zero three")
    assert talk.delays == of(ORDINARY)


async def test_slot_endpointing__asks_number__until_the_turn_is_taken_and_for_digits_only(talk: Talk) -> None:
    assert not talk.slot.asks_number
    talk.agent_says("What's your account number?")
    assert talk.slot.asks_number
    talk.caller_says("four two seven one")
    assert talk.slot.asks_number
    talk.turn_is_taken("four two seven one nine nine zero three")
    assert not talk.slot.asks_number
    talk.agent_says("And your ZIP code?")
    assert talk.slot.asks_number
    talk.agent_says("Is that right?")
    assert not talk.slot.asks_number


async def test_slot_endpointing__what_was_understood_fixes_the_wait__leaves_nothing_to_the_turn_detector(
    talk: Talk,
) -> None:
    is_open = {}
    talk.agent_says("What's your account number?")
    for said in ("", "four two seven one", "nine nine zero three"):
        if said:
            talk.caller_says(said)
        is_open[said] = talk.slot.is_open
    talk.turn_is_taken("four two seven one nine nine zero three")
    talk.caller_says("I wanted to ask about my")
    is_open["broken off"] = talk.slot.is_open

    assert is_open == {"": True, "four two seven one": False, "nine nine zero three": False, "broken off": True}


@pytest.mark.parametrize(
    ("said", "delays"),
    [
        ("Wait.", HALF),
        ("Hold on a second.", BROKEN_OFF),
        ("Wait, my wife says the morning is better.", ORDINARY),
        ("Yes.", LONE),
    ],
)
async def test_slot_endpointing__only_asked_to_wait__what_it_is_about_may_follow(
    talk: Talk, said: str, delays: EndpointingDelays
) -> None:
    talk.agent_says("Shall I do that?")
    talk.caller_says(said)

    assert talk.delays == of(delays)


async def test_slot_endpointing__caller_says_something_else__is_taken_as_what_it_is(talk: Talk) -> None:
    talk.agent_says("What's your account number?")
    talk.caller_says("Why do you need that?")

    assert talk.delays == of(SENTENCE)


async def test_slot_endpointing__told_what_to_expect__the_question_does_not_change_it(talk: Talk) -> None:
    talk.slot.expect(Slot(kind=SlotKind.POSTCODE, min_length=5, max_length=5))
    talk.agent_says("What's your account number?")
    talk.caller_says("six zero six one four")

    assert talk.delays == of(WHOLE)


async def test_slot_endpointing__nothing_expected__delays_are_left_alone(talk: Talk) -> None:
    talk.agent_says("How can I help you?")
    talk.caller_says("four two seven one")

    assert talk.delays == of(ORDINARY)


async def test_sentence__whole__ends_the_turn_early_and_trailing_off_keeps_it(talk: Talk) -> None:
    talk.agent_says("How can I help you?")
    talk.caller_says("How much do I owe?")
    assert talk.delays == of(SENTENCE)
    talk.caller_says("Because")
    assert talk.delays == of(BROKEN_OFF)
    talk.turn_is_taken("How much do I owe? Because")
    assert talk.delays == of(ORDINARY)


@pytest.mark.parametrize("said", ["Yes.", "No, that's all.", "Thank you.", "No, that's all. Thank you."])
async def test_sentence__a_lone_answer__is_given_time_for_its_second_half(talk: Talk, said: str) -> None:
    talk.agent_says("Is there anything else I can do for you?")
    talk.caller_says(said)

    assert talk.delays == of(LONE)


@pytest.mark.parametrize(
    "said",
    [
        "Yes, go ahead.",
        "Yes, I want a refund.",
        "Thank you, goodbye.",
        "No, that's all. Bye.",
        "Nobody has called me back.",
    ],
)
async def test_sentence__an_answer_with_its_second_half__is_waited_for_no_longer(talk: Talk, said: str) -> None:
    talk.agent_says("Is there anything else I can do for you?")
    talk.caller_says(said)

    assert talk.delays == of(SENTENCE)


@pytest.mark.parametrize(
    ("said", "delays"), [("Yes.", LONE), ("Yes, please.", LONE), ("Yes, please do that.", SENTENCE)]
)
async def test_yes__to_a_question__is_given_time_for_its_second_half(
    talk: Talk, said: str, delays: EndpointingDelays
) -> None:
    talk.agent_says("Shall I do that?")
    talk.caller_says(said)

    assert talk.delays == of(delays)


async def test_breath__longer_than_the_wait__is_given_to_this_caller_from_then_on(talk: Talk) -> None:
    talk.caller_breathes(0.3)
    talk.caller_says("How much do I owe?")
    assert talk.delays == of(SENTENCE)

    talk.caller_breathes(0.5)
    talk.caller_says("Is that my bill?")
    assert talk.delays == pytest.approx((0.55, 0.55))
    talk.turn_is_taken("How much do I owe? Is that my bill?")

    talk.caller_says("Fiber")
    assert talk.delays == pytest.approx((0.55, ORDINARY.max_s))
    talk.turn_is_taken("Fiber")

    # Never longer than after a lone yes; what is longer than a breath was another turn.
    talk.caller_breathes(0.69)
    talk.caller_breathes(2.0)
    talk.caller_says("How much do I owe?")
    assert talk.delays == of(LONE)


async def test_breath__between_groups_of_digits__is_none(talk: Talk) -> None:
    talk.agent_says("What's your account number?")
    talk.caller_breathes(0.6)
    talk.turn_is_taken("four two seven one nine nine zero three")
    talk.caller_says("How much do I owe?")

    assert talk.delays == of(SENTENCE)


@pytest.mark.parametrize(
    ("said", "delays"),
    [
        ("My account number is four zero seven one.", ORDINARY),
        ("My account number is 4071.", ORDINARY),
        ("My account number is four zero seven one, eight eight two three.", SENTENCE),
        ("I have four of them.", SENTENCE),
    ],
)
async def test_sentence__ends_on_a_group_of_digits__is_left_to_the_turn_detector(
    talk: Talk, said: str, delays: EndpointingDelays
) -> None:
    talk.agent_says("How can I help you?")
    talk.caller_says(said)

    assert talk.delays == of(delays)


async def test_sentence__settings_wait_for_less__are_kept() -> None:
    session: AgentSession[Any] = AgentSession(turn_handling={"endpointing": {"min_delay": 0.2, "max_delay": 1.0}})
    talk = Talk(session, ordinary=EndpointingDelays(min_s=0.2, max_s=1.0))
    await session.start(Agent(instructions=""), record=False)
    talk.caller_breathes(0.5)
    talk.caller_says("Fiber")
    assert talk.delays == (0.2, 1.0)
    talk.turn_is_taken("Fiber")
    talk.caller_says("How much do I owe?")

    assert talk.delays == (0.2, 0.2)
    await session.aclose()


async def test_sentence__interrupted_by_the_caller__what_they_have_said_is_not_forgotten(talk: Talk) -> None:
    talk.caller_says("How much")
    talk.agent_says("Your balance", is_interrupted=True)
    talk.caller_says("do I owe?")

    assert talk.delays == of(SENTENCE)


async def test_tool__asks_for_a_parameter__its_shape_is_expected_in_any_language(talk: Talk) -> None:
    talk.language = "de"
    talk.tool_answers({"ok": False, "ask": "account_number"})
    talk.agent_says("Wie lautet Ihre Kundennummer?")
    talk.caller_says("vier zwei sieben eins")
    assert talk.delays == of(HALF)
    talk.caller_says("neun neun null drei")
    assert talk.delays == of(WHOLE)


async def test_question__in_another_language__is_not_guessed_at(talk: Talk) -> None:
    talk.language = "es"
    talk.agent_says("What's your account number?")

    assert talk.slot.slot is None


class Engine(llm.LLM[Any]):
    """A language model that knows what it asks for."""

    def __init__(self, slot: Slot | None, whole: str = "") -> None:
        super().__init__()
        self.expects = slot
        self._whole = whole

    def completeness(self, text: str) -> Completeness:
        return Completeness.COMPLETE if text == self._whole else Completeness.OPEN

    def chat(self, **_: Any) -> Any:
        raise AssertionError("nobody is asked here")


class Hosted(llm.LLM[Any]):
    """A language model that doesn't."""

    def chat(self, **_: Any) -> Any:
        raise AssertionError("nobody is asked here")


ACCOUNT = Slot(kind=SlotKind.DIGITS, min_length=8, max_length=8)
HALF_NUMBERS = {
    "en": "four two seven one",
    "es": "cuatro dos siete uno",
    "fr": "quatre deux sept un",
    "de": "vier zwei sieben eins",
}


@asynccontextmanager
async def talking_to(model: llm.LLM[Any], language: str = "en") -> AsyncIterator[Talk]:
    session: AgentSession[Any] = AgentSession(
        turn_handling={"endpointing": {"min_delay": ORDINARY.min_s, "max_delay": ORDINARY.max_s}}
    )
    talk = Talk(session)
    talk.language = language
    await session.start(Agent(instructions="", llm=model, tools=[identify]), record=False)
    try:
        yield talk
    finally:
        await session.aclose()


@pytest.mark.parametrize("language", HALF_NUMBERS)
async def test_engine__asks_for_a_number__half_of_it_is_waited_through_in_every_language(language: str) -> None:
    async with talking_to(Engine(ACCOUNT), language) as talk:
        talk.agent_says("?")
        talk.caller_says(HALF_NUMBERS[language])

        assert talk.delays == of(HALF)
        talk.caller_says(HALF_NUMBERS[language])
        assert talk.delays == of(WHOLE)


async def test_engine__serves_at_the_end_of_a_chain__is_asked_as_soon_as_it_serves() -> None:
    switches: list[Any] = []
    chain = parse_chain(("groq/a", "local/dialog"), Part.LLM)
    serving = Serving(chain, switches.append)
    hosted, engine = Hosted(), Engine(ACCOUNT)
    async with talking_to(ChainLLM([hosted, engine], serving, attempt_timeout_s=1.0)) as talk:
        assert talk.slot.slot is None
        serving.change(0, is_available=False)

        assert talk.slot.slot == ACCOUNT


async def test_engine__expects_nothing_of_known_shape__its_question_is_not_guessed_at() -> None:
    async with talking_to(Engine(None)) as talk:
        talk.agent_says("What's your account number?")

        assert talk.slot.slot is None


async def test_engine__understands_a_wish__ends_the_wait_early() -> None:
    async with talking_to(Engine(None, whole="Balance")) as talk:
        talk.caller_says("Balance")

        assert talk.delays == of(SENTENCE)


async def test_engine__asks_what_to_write_down__a_whole_sentence_may_be_followed_by_another() -> None:
    async with talking_to(Engine(Slot(kind=SlotKind.WORDS), whole="Never mind.")) as talk:
        talk.caller_says("My husband has passed away.")

        assert talk.delays == of(DICTATED)


async def test_engine__asks_what_to_write_down__what_calls_it_off_is_taken_at_once() -> None:
    async with talking_to(Engine(Slot(kind=SlotKind.WORDS), whole="Forget the whole thing please.")) as talk:
        talk.caller_says("Forget the whole thing please.")

        assert talk.delays != of(DICTATED)
