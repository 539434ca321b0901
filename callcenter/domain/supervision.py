"""A supervisor at a running call: the steps they may take, and what comes to them while it runs.

What they see travels as JSON (`to_json`, `seen_from_json`), over a worker's socket and through a LiveKit room alike.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import CallEvent, Fact

#: Rate of a supervisor's own voice on its way to the caller: mono int16.
SUPERVISOR_HZ = 16_000


class Step(StrEnum):
    """What a supervisor does at a running call. Each is a fact of the call (`SupervisorActed`)."""

    WATCH = "watch"
    HEAR = "hear"
    STOP_HEARING = "stop_hearing"
    #: Text to be spoken to the caller in the agent's voice.
    SAY = "say"
    #: An instruction to the agent, never spoken.
    WHISPER = "whisper"
    #: The agent is quiet, and the caller hears the supervisor.
    TAKE_OVER = "take_over"
    GIVE_BACK = "give_back"
    #: The caller goes to a destination of the settings' list: a supervisor's phone, say.
    TRANSFER = "transfer"
    HANG_UP = "hang_up"
    LEAVE = "leave"


class Instructed(StrEnum):
    """When an instruction is acted on: at once, or when what the agent and the caller are at is done."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSeen:
    """A fact of the call; those from before the supervisor came stand at the beginning."""

    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSeen:
    """Words as they are recognised or spoken: the utterance so far. The whole turn follows as `TurnTaken`."""

    speaker: Speaker
    text: str
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Somebody at the call: whether they listen, and whether the caller hears them."""

    identity: str
    hears: bool = False
    has_caller: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorsSeen:
    """Who is at the call now; told whenever that changes."""

    supervisors: tuple[Supervisor, ...]


Seen = FactSeen | WordsSeen | SupervisorsSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySound:
    """A moment of one party's voice: mono int16."""

    speaker: Speaker
    pcm: bytes
    rate_hz: int


def to_json(seen: Seen) -> dict[str, Any]:
    """Return plain JSON data: {"fact", "data"}, {"words"} or {"supervisors"}."""
    match seen:
        case FactSeen(fact=fact):
            return {"fact": type(fact).__name__, "data": dataclasses.asdict(fact)}
        case WordsSeen():
            return {"words": dataclasses.asdict(seen)}
        case SupervisorsSeen():
            return {"supervisors": [dataclasses.asdict(one) for one in seen.supervisors]}


def seen_from_json(row: Mapping[str, Any]) -> Seen:
    """Read what `to_json` wrote.

    Raises:
        ValueError: it is none of the three, or a field is missing or of the wrong kind.
    """
    try:
        if "fact" in row:
            event = {"call_id": "", "seq": 0, "at": datetime.now(UTC).isoformat(), **row}
            return FactSeen(fact=CallEvent.from_json(event).fact)
        if "words" in row:
            return WordsSeen(**{**row["words"], "speaker": Speaker(row["words"]["speaker"])})
        return SupervisorsSeen(supervisors=tuple(Supervisor(**one) for one in row["supervisors"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"nothing a supervisor sees: {type(error).__name__}") from error
