"""Slot-aware endpointing on a session: what the agent asks decides the delays."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from livekit.agents import Agent, AgentSession, function_tool, llm
from livekit.agents.voice.events import ConversationItemAddedEvent, UserInputTranscribedEvent
from pydantic import Field

from callcenter.models.phone_tuning import EndpointingDelays
from callcenter.models.turns.slot_endpointing import HALF, WHOLE, SlotEndpointing
from callcenter.spoken.answer_shape import Slot, SlotKind

ORDINARY = EndpointingDelays(min_s=0.5, max_s=2.0)


@function_tool
async def identify(
    account_number: Annotated[str, Field(json_schema_extra={"format": "digits", "minLength": 8, "maxLength": 8})],
) -> str:
    """Find the customer."""
    return "{}"


class Talk:
    """A started session without models, and what it does with its delays."""

    def __init__(self, session: AgentSession[Any]) -> None:
        self.session = session
        self.slot = SlotEndpointing(session, ordinary=ORDINARY)

    @property
    def delays(self) -> tuple[float, float]:
        options = self.session.options.endpointing
        return options["min_delay"], options["max_delay"]

    def agent_says(self, text: str) -> None:
        self._add("assistant", text)

    def turn_is_taken(self, text: str) -> None:
        self._add("user", text)

    def caller_says(self, text: str) -> None:
        self.session.emit("user_input_transcribed", UserInputTranscribedEvent(transcript=text, is_final=True))

    def _add(self, role: Any, text: str) -> None:
        self.session.emit(
            "conversation_item_added",
            ConversationItemAddedEvent(item=llm.ChatMessage(role=role, content=[text])),
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


async def test_slot_endpointing__caller_says_something_else__ordinary_delays_apply(talk: Talk) -> None:
    talk.agent_says("What's your account number?")
    talk.caller_says("Why do you need that?")

    assert talk.delays == of(ORDINARY)


async def test_slot_endpointing__told_what_to_expect__the_question_does_not_change_it(talk: Talk) -> None:
    talk.slot.expect(Slot(kind=SlotKind.POSTCODE, min_length=5, max_length=5))
    talk.agent_says("What's your account number?")
    talk.caller_says("six zero six one four")

    assert talk.delays == of(WHOLE)


async def test_slot_endpointing__nothing_expected__delays_are_left_alone(talk: Talk) -> None:
    talk.agent_says("How can I help you?")
    talk.caller_says("four two seven one")

    assert talk.delays == of(ORDINARY)
