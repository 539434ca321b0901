"""What the dialog engine knows of an agent: its part of `agent.yaml`, and what its tools take, as plain data.

Templates are Jinja2; the filters are in `dialog/wording/templates.py` (money, date, time, digits, ...).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.domain.tool_answer import Outcome

#: Tools that every agent has.
PERSON = "connect_to_person"
END = "end_call"
COMMIT = "commit"
#: Opens a ticket, so that somebody calls back; agents may have it.
TICKET = "open_ticket"
ADD = "add_to_ticket"
#: Notes something for the technician of a visit, and what it is; tools that book or move one may take that too.
VISIT_NOTE = "add_visit_note"
NOTE = "note"
#: Takes a message; agents may have it.
MESSAGE = "leave_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolScript:
    """How the engine uses one function tool without a language model.

    `topic` completes "Is it about ...". `examples` are things callers say that call for it. `ask` has a question
    for each parameter that may be missing, and `explain` what is meant by it, for callers who ask. `choose_from` is
    the tool that lists what there is, for callers who leave the choice to us ("as soon as possible"). `offer` is the
    question put when another tool's result offers this one. `confirm` proposes what a tool that writes would do, and
    asks for it; it sees the arguments and what the tool found. `say` is the answer to the caller; it sees the tool's
    result and the arguments. `refusals` are answers by the `code` of an ask-again or cannot result; `default` serves
    the codes not listed. `outcome` is what the tool's success means for the caller's wish.
    """

    name: str
    topic: str = ""
    examples: tuple[str, ...] = ()
    offer: str = ""
    choose_from: str = ""
    ask: Mapping[str, str] = field(default_factory=dict)
    explain: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    say: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = Outcome.LOOK_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolShape:
    """A function tool's name and parameters (a flat JSON schema each)."""

    name: str
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffScript:
    """A handoff the agent may make. `tool` is the function tool that makes it (`hand_off_to_billing`).

    `topic` completes "Is it about ..."; `say` is said to the caller on the way.
    """

    agent: str
    tool: str
    topic: str
    examples: tuple[str, ...] = ()
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerScript:
    """Something the agent can answer about the business, by the tool `look_up_answer` with this name as its topic.

    `topic` completes "Is it about ..."; `examples` are callers' own words for it.
    """

    name: str
    topic: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The agent's fixed phrases. Each has a default, so an agent.yaml needs to give none of them."""

    clarify: str = "I want to get you to the right place. Is it about {{ topics }}?"
    not_understood: str = "Sorry, I didn't catch that. Could you say it another way?"
    anything_else: str = "Is there anything else I can do for you?"
    goodbye: str = "Thank you for calling. Goodbye."
    person: str = "One moment, I'll get a person for you."
    cancelled: str = "All right, I won't do that."
    whose_time: str = "Times I tell you are ours: {{ place }} time."
    nothing_to_repeat: str = "I haven't said anything yet. How can I help?"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentScript:
    """One agent as the dialog engine sees it.

    `none_examples` are utterances that call for nothing (the none-of-these class).
    """

    name: str
    greeting: str
    language: str = "en"
    tools: tuple[ToolScript, ...] = ()
    handoffs: tuple[HandoffScript, ...] = ()
    answers: tuple[AnswerScript, ...] = ()
    phrases: Phrases = Phrases()
    none_examples: tuple[str, ...] = ()
