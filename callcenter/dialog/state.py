"""Where a conversation stands between the dialog engine and the caller. Immutable: each turn makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Awaiting(StrEnum):
    """What kind of answer the caller owes us."""

    NOTHING = "nothing"
    VALUE = "value"
    CONSENT = "consent"
    OFFER = "offer"
    PERSON = "person"
    TOPIC = "topic"
    PICK = "pick"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolShape:
    """A function tool's name and parameters (a flat JSON schema each)."""

    name: str
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A tool about to be used, with what is known of its arguments.

    `wanted` are parameters the tool has asked for again, in order. `partial` are digits of a number the caller
    hasn't finished. `agreed` is the confirmation the caller said yes to: another one is asked anew. `proposal` is the
    id of what the tool has proposed for these arguments.
    """

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    partial: str = ""
    agreed: str = ""
    proposal: str = ""

    def with_arguments(self, **arguments: Any) -> Frame:
        """Return the frame with arguments set; those that are None count as known and are left out of the call."""
        return replace(self, arguments={**self.arguments, **arguments}, partial="", proposal="")

    def without(self, *parameters: str) -> Frame:
        """Return the frame with parameters forgotten."""
        kept = {name: value for name, value in self.arguments.items() if name not in parameters}
        return replace(self, arguments=kept, partial="", proposal="")

    def missing(self, shape: ToolShape) -> str:
        """Return the next parameter to ask for, or ''."""
        return next((name for name in (*self.wanted, *shape.required) if name not in self.arguments), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the conversation stands.

    `frames` are the tools in hand: the last one is current, each waits for the one after it. `parameter` is asked
    for where a value is awaited; `echoed` was just read back. `question` is what the caller was asked. `topics` are
    the intents named in a clarifying question and `heard` the words that led to it. `picks` are offered choices
    (arguments of `pick_tool`). `is_guess` where the tool in hand was guessed and is confirmed before use. `dropped`
    is what the caller has just said no to. `misses` counts failures to understand in a row. `said` are our last words.
    """

    frames: tuple[Frame, ...] = ()
    awaiting: Awaiting = Awaiting.NOTHING
    parameter: str = ""
    echoed: str = ""
    question: str = ""
    topics: tuple[str, ...] = ()
    heard: str = ""
    picks: tuple[Mapping[str, Any], ...] = ()
    pick_tool: str = ""
    is_guess: bool = False
    dropped: Frame | None = None
    misses: int = 0
    is_thanked: bool = False
    said: str = ""

    @property
    def frame(self) -> Frame | None:
        """The tool in hand."""
        return self.frames[-1] if self.frames else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the engine answers: words, a tool call, or words and then a tool call."""

    text: str = ""
    tool: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
