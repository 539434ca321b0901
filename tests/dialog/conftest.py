"""A small made-up library as the agent of the dialog tests, with tools that do nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from livekit.agents import function_tool, llm
from pydantic import Field

from callcenter.dialog.engine import DialogLLM
from callcenter.dialog.script import AgentScript, HandoffScript, ToolScript
from callcenter.dialog.understanding.intents import Intents
from callcenter.dialog.wording.templates import TemplateFault, Templates
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent

#: A Monday.
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

CardNumber = Annotated[str, Field(json_schema_extra={"format": "digits", "minLength": 8, "maxLength": 8})]
Postcode = Annotated[str, Field(json_schema_extra={"format": "postcode", "minLength": 5, "maxLength": 5})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
PartOfDay = Literal["morning", "afternoon", "evening"]
UnwantedDay = Annotated[str, Field(json_schema_extra={"format": "date", "ruledOut": True})]
UnwantedPart = Annotated[PartOfDay, Field(json_schema_extra={"ruledOut": True})]
FirstDay = Annotated[str, Field(json_schema_extra={"format": "date", "stretch": True})]
Soonest = Annotated[bool, Field(json_schema_extra={"soonest": True})]
Money = Annotated[int, Field(json_schema_extra={"format": "money"})]
Phone = Annotated[str, Field(json_schema_extra={"format": "phone"})]


@function_tool
async def identify_reader(card_number: CardNumber, postcode: Postcode) -> str:
    """Find out who calls."""
    return ""


@function_tool
async def get_fees() -> str:
    """Look up what the reader owes."""
    return ""


@function_tool
async def pay_fees(amount_cents: Money, pay_on: Day | None = None) -> str:
    """Take a payment."""
    return ""


@function_tool
async def list_rooms(
    day: Day | None = None,
    part_of_day: PartOfDay | None = None,
    not_on: UnwantedDay | None = None,
    not_in: UnwantedPart | None = None,
    from_day: FirstDay | None = None,
    soonest: Soonest | None = None,
) -> str:
    """List free reading rooms."""
    return ""


@function_tool
async def book_room(day: Day, part_of_day: PartOfDay) -> str:
    """Book a reading room."""
    return ""


@function_tool
async def leave_message(summary: str, callback_number: Phone | None = None) -> str:
    """Write a message down."""
    return ""


@function_tool
async def commit(proposal: str) -> str:
    """Do what was proposed."""
    return ""


@function_tool
async def connect_to_person() -> str:
    """Connect to a person."""
    return ""


@function_tool
async def end_call() -> str:
    """Hang up."""
    return ""


@function_tool
async def hand_off_to_archive() -> str:
    """Hand the caller on."""
    return ""


TOOLS: list[llm.Tool] = [
    identify_reader,
    get_fees,
    pay_fees,
    list_rooms,
    book_room,
    leave_message,
    commit,
    connect_to_person,
    end_call,
    hand_off_to_archive,
]

LIBRARY = AgentScript(
    name="library",
    greeting="Thank you for calling the library.",
    tools=(
        ToolScript(
            name="identify_reader",
            ask={"card_number": "What's your card number?", "postcode": "And your ZIP code?"},
            explain={"postcode": "It tells me who you are."},
            say="I've found you.",
            refusals={
                "no-match": "I can't find that card. What's its number once more?",
                "default": "I can't find you.",
            },
        ),
        ToolScript(
            name="get_fees",
            topic="your fees",
            examples=(
                "how much do I owe",
                "what are my fees",
                "do I have late fees",
                "is there anything to pay",
                "what do I have to pay you",
                "I got a letter about fees",
                "tell me my balance",
                "have I got fines on my card",
            ),
            say="You owe {{ fees_cents | money }}.",
            refusals={"default": "I can't see your fees right now."},
        ),
        ToolScript(
            name="pay_fees",
            topic="a payment",
            offer="Shall I take a payment?",
            examples=(
                "I want to pay my fees",
                "can I pay now",
                "I'd like to make a payment",
                "take twenty dollars for my fines",
                "let me settle that",
                "can I pay next week",
            ),
            ask={"amount_cents": "How much will you pay?", "pay_on": "On which day?"},
            confirm="I'll take {{ amount_cents | money }}. Is that right?",
            say="I've taken {{ amount_cents | money }}.",
            refusals={
                "too-much": "You owe only {{ fees_cents | money }}. How much will you pay?",
                "default": "I can't.",
            },
        ),
        ToolScript(
            name="list_rooms",
            topic="free rooms",
            examples=(
                "which rooms are free",
                "when is a room free",
                "what times do you have",
                "do you have anything on friday",
                "what's available",
                "tell me the free times",
            ),
            say="I have {% for room in rooms %}{{ room.day | date }} in the {{ room.part_of_day }}. {% endfor %}",
            refusals={"default": "I can't see the rooms right now."},
        ),
        ToolScript(
            name="book_room",
            topic="booking a room",
            offer="Shall I book one?",
            choose_from="list_rooms",
            examples=(
                "I want to book a room",
                "book me a reading room for tuesday",
                "reserve a room please",
                "I need a study room",
                "can I have a room on monday morning",
                "we need somewhere to read on thursday",
            ),
            ask={"day": "Which day would suit you?", "part_of_day": "Morning, afternoon or evening?"},
            confirm="So that's {{ day | date }} in the {{ part_of_day }}. Shall I book it?",
            say="You're booked for {{ day | date }} in the {{ part_of_day }}.",
            refusals={
                "taken": "That's taken. The next free one is {{ next_day | date }} in the {{ next_part }}.",
                "in-the-past": "That day has gone by. Which day would suit you?",
                "default": "I can't book right now.",
            },
        ),
        ToolScript(
            name="leave_message",
            offer="Shall I write a message, so that somebody calls you back?",
            ask={"summary": "What shall I write?", "callback_number": "Which number can we call?"},
            confirm="I'll write that down. Is that all right?",
            say="I've written it down.",
            refusals={"default": "I can't write that down."},
        ),
        ToolScript(
            name="connect_to_person", refusals={"person-unavailable": "Nobody is free. Shall I write a message?"}
        ),
        ToolScript(name="end_call"),
    ),
    handoffs=(
        HandoffScript(
            agent="archive",
            tool="hand_off_to_archive",
            topic="old newspapers",
            examples=(
                "I'm looking for an old newspaper",
                "do you have papers from 1950",
                "I need the archive",
                "my grandfather was in the paper",
                "historical maps please",
                "I'm doing research on the town's history",
            ),
            say="I'll pass you to the archive.",
        ),
    ),
    none_examples=("do you sell bread", "what's the weather"),
)


class Conversation:
    """One conversation with the engine; tools answer what `results` has for them, in turn.

    Tools speak and write as the real ones do: every answer says itself, a tool with a `confirm` only proposes, and
    `commit` writes what was proposed on a clear yes. `done` is what was written.
    """

    def __init__(self, engine: DialogLLM, results: dict[str, Any]) -> None:
        self.engine = engine
        self.context = llm.ChatContext()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.said = ""
        self.turns: list[str] = []
        self._results = {name: list(value if isinstance(value, list) else [value]) for name, value in results.items()}
        self._scripts = {tool.name: tool for tool in LIBRARY.tools}
        self._proposed: dict[str, tuple[str, dict[str, Any], str]] = {}

    def caller(self, text: str) -> str:
        """Say something; return all the agent says until it waits for the caller again."""
        self.context.add_message(role="user", content=text)
        return self.answer()

    def begins(self, text: str, *, heard: int = 1) -> None:
        """Say something and speak on: of the agent's answer only the first words got out, and no tool ran."""
        self.context.add_message(role="user", content=text)
        reply = self.engine.answer(self.context, TOOLS)
        if words := " ".join(reply.text.split()[:heard]):
            self.context.add_message(role="assistant", content=words, interrupted=True)

    def agent(self, text: str) -> None:
        """Let somebody else say something as the agent."""
        self.context.add_message(role="assistant", content=text)

    def tool(self, name: str, arguments: dict[str, Any], answer: dict[str, Any] | str) -> None:
        """Let a tool that somebody called answer."""
        call_id = f"call_{len(self.context.items)}"
        self.context.items.append(llm.FunctionCall(call_id=call_id, name=name, arguments=json.dumps(arguments)))
        output = answer if isinstance(answer, str) else json.dumps(self._speaking(name, arguments, answer))
        self.context.items.append(llm.FunctionCallOutput(call_id=call_id, name=name, output=output, is_error=False))

    def answer(self) -> str:
        """Let the engine answer, running its tools."""
        said: list[str] = []
        for _ in range(6):
            reply = self.engine.answer(self.context, TOOLS)
            if reply.text:
                said.append(reply.text)
                self.agent(reply.text)
            if not reply.tool:
                break
            self.calls.append((reply.tool, dict(reply.arguments)))
            answer = self._run(reply.tool, dict(reply.arguments))
            if answer is None:
                break
            self.tool(reply.tool, dict(reply.arguments), answer)
        self.said = " ".join(said)
        self.turns.append(self.said)
        return self.said

    def _run(self, name: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        if name == "commit" and not self._results.get("commit"):
            return self._commit(arguments["proposal"])
        waiting = self._results.get(name)
        if not waiting:
            return None
        script = self._scripts.get(name, ToolScript(name=name))
        if script.confirm and waiting[0].get("ok"):
            proposal = f"p{len(self._proposed) + 1}"
            sentence = _TEMPLATES.render(script.confirm, arguments)
            self._proposed[proposal] = (name, arguments, sentence)
            return {"ok": True, "outcome": "proposal", "proposal": proposal, "say": sentence, **arguments}
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def _commit(self, proposal: str) -> dict[str, Any]:
        name, arguments, sentence = self._proposed[proposal]
        words = [item.text_content or "" for item in self.context.items if getattr(item, "role", "") == "user"]
        if consent(words[-1]) is not Consent.YES:
            return {"ok": False, "code": "not-agreed", "say": sentence}
        self.done.append((name, arguments))
        result = self._results[name].pop(0) if len(self._results[name]) > 1 else self._results[name][0]
        return {**self._speaking(name, arguments, result), "outcome": "done"}

    def _speaking(self, name: str, arguments: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that says itself, as agents' tools do."""
        script = self._scripts.get(name, ToolScript(name=name))
        otherwise = "" if "ask" in answer or "needs" in answer else script.refusals.get("default", "")
        template = script.say if answer.get("ok", True) else script.refusals.get(str(answer.get("code")), otherwise)
        if "say" in answer or not template:
            return answer
        try:
            return {**answer, "say": _TEMPLATES.render(template, {**arguments, **answer})}
        except TemplateFault:
            return answer


_TEMPLATES = Templates(lambda: NOW)
Begin = Callable[..., Conversation]


@pytest.fixture(scope="session")
def intents() -> Intents:
    return Intents({"library": LIBRARY})


@pytest.fixture
def begin(intents: Intents) -> Iterator[Begin]:
    """Return a function that begins a conversation: `begin(get_fees={...})` says what tools answer."""

    def make(**results: Any) -> Conversation:
        return Conversation(DialogLLM(LIBRARY, intents=intents, now=lambda: NOW), results)

    yield make
