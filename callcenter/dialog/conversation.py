"""A conversation as the dialog engine reads it from livekit's chat context: who said what, and what tools answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from livekit.agents import llm

from callcenter.dialog.wording.phrasing import FIRST_THIS
from callcenter.domain.deed import Deed, read_deed
from callcenter.domain.tool_answer import Outcome, ToolAnswer, read_answer

#: Key of a message's `extra`: the caller's words were an aside, answered by code before any model saw them.
ASIDE = "aside"
#: Key of a system message's `extra`: the instruction of a supervisor, which the caller doesn't hear.
WHISPER = "whisper"
#: Key of a message's `extra`: another agent has handed the caller on for these words.
HANDED_ON = "handed_on"
#: Key of a message's `extra`: what the caller wanted in it, or after it, was served before they were handed on.
SERVED = "served"
#: Key of a message's `extra`: what was proposed and done before another agent was handed on the caller, as JSON has it.
DEEDS_BEFORE = "deeds_before"
#: Key of a message's `extra`: the caller was told just before whom to call in danger, in this sentence.
DANGER = "danger"
#: Code of a handoff's answer: it was left, since the caller spoke on before the sentence that announces it was over.
SPOKEN_ON = "caller-spoke-on"
#: What livekit-agents puts in place of the answer of a tool that still runs.
_STILL_RUNNING = "still in progress"
#: Outcomes of a tool by which what the caller wanted is served.
SERVICES = frozenset({Outcome.LOOK_UP, Outcome.DONE, Outcome.TICKET})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerSaid:
    """Words of the caller; `is_handed_on` if another agent has handed them on for these.

    `follows_aside` if code has answered other words of theirs since the last ones that a model saw.
    `danger` is what they were told before these words, if it was whom to call in danger.
    `is_served` if they came before what another agent has served. `deeds` are those of the agents before.
    """

    id: str
    text: str
    is_handed_on: bool = False
    follows_aside: bool = False
    danger: str = ""
    is_served: bool = False
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSaid:
    """Words of an agent: ours, a language model's, or another agent's before a handoff; `is_cut` if we were cut off."""

    id: str
    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAnswered:
    """A tool's answer, with what it was given. `is_running` if there is no answer yet."""

    id: str
    tool: str
    arguments: Mapping[str, Any]
    answer: ToolAnswer
    is_running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorWhispered:
    """A supervisor wants something for the caller."""

    id: str
    text: str


Event = CallerSaid | AgentSaid | ToolAnswered | SupervisorWhispered


def read_conversation(chat_ctx: llm.ChatContext) -> list[Event]:
    """Return what happened, in order. Instructions to models, handoff marks, empty messages and asides are left out."""
    events: list[Event] = []
    calls: dict[str, llm.FunctionCall] = {}
    is_aside = had_aside = False
    for item in chat_ctx.items:
        if isinstance(item, llm.ChatMessage):
            if item.role == "system" and (whispered := str(item.extra.get(WHISPER, ""))):
                events.append(SupervisorWhispered(id=item.id, text=whispered))
                continue
            if item.role == "user":
                is_aside = bool(item.extra.get(ASIDE))
                had_aside = had_aside or is_aside
            if is_aside:
                continue
            text = (item.text_content or "").strip()
            if item.role == "user" and text:
                is_handed_on, danger = bool(item.extra.get(HANDED_ON)), str(item.extra.get(DANGER, ""))
                events.append(
                    CallerSaid(
                        id=item.id,
                        text=text,
                        is_handed_on=is_handed_on,
                        follows_aside=had_aside,
                        danger=danger,
                        is_served=bool(item.extra.get(SERVED)),
                        deeds=tuple(map(read_deed, item.extra.get(DEEDS_BEFORE, ()))),
                    )
                )
                had_aside = False
            elif item.role == "assistant" and text:
                events.append(AgentSaid(id=item.id, text=text, is_cut=item.interrupted))
        elif isinstance(item, llm.FunctionCall):
            calls[item.call_id] = item
        elif isinstance(item, llm.FunctionCallOutput):
            events.append(_tool_answered(item, calls.get(item.call_id)))
    return events


def caller_texts(events: Sequence[Event]) -> list[str]:
    """Return all the caller said, in order."""
    return [event.text for event in events if isinstance(event, CallerSaid)]


def served_before(context: llm.ChatContext) -> set[str]:
    """Return the ids of the caller's messages that came before what a tool has last told or done something for."""
    said: list[str] = []
    served: set[str] = set()
    put_off: set[str] = set()
    for item in context.items:
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            said.append(item.id)
        elif isinstance(item, llm.ChatMessage) and FIRST_THIS in (item.text_content or ""):
            put_off.update(said[-1:])  # what is done next serves what it was put off for
        elif isinstance(item, llm.FunctionCallOutput):
            answer = _answer(item)
            if answer.ok and answer.outcome in SERVICES:
                served.update(one for one in said[:-1] if one not in put_off)
                put_off.clear()
    return served


def served_count(events: Sequence[Event]) -> int:
    """Return how many of the caller's turns, from the first, were served before the caller was handed on."""
    said = [event for event in events if isinstance(event, CallerSaid)]
    return next((place + 1 for place in reversed(range(len(said))) if said[place].is_served), 0)


def cut_off_words(before: Sequence[Event]) -> str:
    """Return what the caller was handed on for, if they spoke on before we could answer it; else ''."""
    last = next((event for event in reversed(before) if isinstance(event, CallerSaid | AgentSaid)), None)
    return last.text if isinstance(last, CallerSaid) and last.is_handed_on else ""


def _tool_answered(output: llm.FunctionCallOutput, call: llm.FunctionCall | None) -> ToolAnswered:
    return ToolAnswered(
        id=output.call_id,
        tool=output.name or (call.name if call is not None else ""),
        arguments=_arguments(call),
        answer=_answer(output),
        is_running=_STILL_RUNNING in output.output,
    )


def _arguments(call: llm.FunctionCall | None) -> dict[str, Any]:
    found = _json(call.arguments) if call is not None else None
    return {name: value for name, value in found.items() if value is not None} if isinstance(found, dict) else {}


def _answer(output: llm.FunctionCallOutput) -> ToolAnswer:
    """Return a tool's answer; text that is no JSON is a success that says itself, an error is a refusal."""
    found = _json(output.output)
    if isinstance(found, dict):
        return read_answer({"ok": True, **found})
    if output.is_error:
        return ToolAnswer(ok=False, cannot=True, code="internal")
    return ToolAnswer(ok=True, say=output.output if isinstance(found, str | None) else "")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
