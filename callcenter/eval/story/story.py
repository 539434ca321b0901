"""A story: one caller, what they know, want and do, and what has to be true once they have hung up.

Read from YAML by `story_file`; the shape is LiveKit's `scenarios.yaml`, see docs/evaluating.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.eval.story.asked_for import AskedFor

#: The parts that results are counted in: stories read while the agents were tuned (and one's own), those kept apart,
#: those by somebody who hadn't read the agents, and those by two other such authors, who came later.
PARTS = ("dev", "held-out", "unseen", "fresh", "apart")


class Mode(StrEnum):
    """How a story is played."""

    TEXT = "text"
    PHONE = "phone"


class StorySound(StrEnum):
    """What a caller's telephone carries beside their words to the agent."""

    COUGH = "cough"
    MM_HMM = "mm-hmm"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAnswer:
    """What a caller does when something is asked for.

    One of: `say` (one of these wordings, another one each trial and each time), `keys` (pressed on the telephone),
    `silence_s`. With `hang_up` they hang up afterwards. It applies only if `hears` matches the agent's words and
    `unless_hears` doesn't (regular expressions, any case), and `times` times at most (0 is always).
    """

    say: tuple[str, ...] = ()
    keys: str = ""
    silence_s: float = 0.0
    hang_up: bool = False
    hears: str = ""
    unless_hears: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a caller does while the agent speaks: once, `after_words` words into the agent's answer.

    `during` says which answer: the one to what the caller said to this ('greeting' is the agent's first words,
    'opening' the answer to the caller's). One of `say`, `keys`, `sound`, or `aside`: words to somebody else in the
    room. Typed, `say` and `keys` follow the agent's words in place of an answer; `sound` and `aside` are left out.
    """

    during: str
    after_words: int = 3
    say: tuple[str, ...] = ()
    keys: str = ""
    sound: StorySound | None = None
    aside: str = ""

    @property
    def is_for_agent(self) -> bool:
        """Whether the agent is meant: then it should stop; else it should go on."""
        return bool(self.say or self.keys)


class CheckOn(StrEnum):
    """What a check looks at."""

    SQL = "sql"
    AGENT_SAYS = "agent_says"
    TOOL = "tool"
    DID = "did"
    HANDOFF = "handoff"
    DISPOSITION = "disposition"
    TERMINATION = "termination"
    TAG = "tag"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCheck:
    """One thing that has to be so (`must`) or may not be (`never`).

    `wanted` are SQL, a regular expression or names, by `on`; any of them will do. `rows` are the rows that SQL has to
    return, None for any row at all. `file` and `line` are where it stands.
    """

    on: CheckOn
    wanted: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIs:
    """Who calls. `number` is the calling number, '' if withheld; account and ZIP code are what they say they are."""

    number: str = ""
    account: str = ""
    zip: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story.

    `instructions` tell a language model whom to play, `agent_expectations` a judge what to expect. `facts` are values
    by name for the texts (`facts.py` works them out). `patience` is how often the caller puts up with something they
    have no answer to before they hang up; `repeats` how often the agent may ask them the same in the same words.
    `entities` are the words that matter (numbers, names, dates, amounts), which a recogniser should get right.
    `part` is what its results are counted under.
    """

    label: str
    instructions: str = ""
    agent_expectations: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    caller: CallerIs = field(default_factory=CallerIs)
    modes: tuple[Mode, ...] = (Mode.TEXT, Mode.PHONE)
    person: str = "transferred"
    first_agent: str = FIRST_AGENT
    facts: Mapping[str, Any] = field(default_factory=dict)
    prepare: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    says: Mapping[AskedFor, tuple[StoryAnswer, ...]] = field(default_factory=dict)
    unforeseen: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    patience: int = 3
    repeats: int = 2
    entities: tuple[str, ...] = ()
    must: tuple[StateCheck, ...] = ()
    never: tuple[StateCheck, ...] = ()
    expected_state: tuple[StateCheck, ...] = ()
    file: str = ""
    line: int = 0
    part: str = PARTS[0]
