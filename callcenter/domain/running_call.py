"""A call that runs now, as a supervisor's list shows it, and the signs that something is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from callcenter.domain.dialog_act import Act

#: Seconds without a word from which a call is silent, and of talking from which it is long.
SILENT_S, LONG_S = 20, 600
#: Seconds for which a poor stretch is a sign, and tools in a row that couldn't.
POOR_FOR_S, MANY_MISSES = 15, 2


#: Tag of a call in which an agent said that something was done, and no tool had done it.
UNBACKED_CLAIM = "unbacked-claim"


class CallState(StrEnum):
    """What a running call is doing."""

    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    TRANSFERRING = "transferring"
    #: A supervisor speaks with the caller.
    TAKEN_OVER = "taken-over"


class Sign(StrEnum):
    """What a supervisor should look at, the most pressing first."""

    EMERGENCY = "emergency"
    ABUSE = "abuse"
    #: An agent said that something was done, and no tool had done it.
    UNBACKED_CLAIM = UNBACKED_CLAIM
    WANTS_PERSON = "wants-person"
    OBJECTION = "objection"
    #: What was asked for couldn't be done, twice and more without anything that could.
    MISSES = "misses"
    POOR_LINE = "poor-line"
    SILENCE = "silence"
    LONG = "long"


_SIGNS = {
    Act.EMERGENCY: Sign.EMERGENCY,
    Act.ABUSE: Sign.ABUSE,
    Act.PERSON: Sign.WANTS_PERSON,
    Act.OBJECTION: Sign.OBJECTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStanding:
    """How a call stands by its facts. `acts` are what the caller did that supervisors look for, in order."""

    is_held: bool = False
    is_transferring: bool = False
    taken_over_by: str = ""
    supervisors: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    #: Tools in a row that couldn't do what was asked, and when the line was last poor, in ms from the call's start.
    misses: int = 0
    poor_ms: int | None = None

    def having(self, **changes: Any) -> CallStanding:
        """Return the same with changes."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCall:
    """One call. `carrier` is a `leg.LegKind`, empty while it rings; `last_words_ms` counts from the call's start.

    `read_at` is when this was read, by the clock of the machine that has the call, as all times here are.
    """

    call_id: str
    started_at: datetime
    answered_at: datetime | None
    caller_number: str
    dialled_number: str
    agent: str
    carrier: str
    room: str
    last_speaker: str
    last_words: str
    last_words_ms: int | None
    tags: Sequence[str]
    standing: CallStanding
    read_at: datetime

    @property
    def state(self) -> CallState:
        """What the call is doing."""
        if self.answered_at is None:
            return CallState.RINGING
        if self.standing.is_transferring:
            return CallState.TRANSFERRING
        if self.standing.is_held:
            return CallState.HELD
        return CallState.TAKEN_OVER if self.standing.taken_over_by else CallState.TALKING

    def quiet_s(self, at: datetime) -> int:
        """Return the seconds since anything was last said, or since the call began."""
        return max(0, round((at - self.started_at).total_seconds() - (self.last_words_ms or 0) / 1000))

    def signs(self, at: datetime) -> tuple[Sign, ...]:
        """Return what is wrong with the call at a moment."""
        found = {_SIGNS[Act(act)] for act in self.standing.acts if act in _SIGNS}
        if self.state is CallState.TALKING and self.quiet_s(at) >= SILENT_S:
            found.add(Sign.SILENCE)
        if self.standing.misses >= MANY_MISSES:
            found.add(Sign.MISSES)
        if UNBACKED_CLAIM in self.tags:
            found.add(Sign.UNBACKED_CLAIM)
        since_start_s = (at - self.started_at).total_seconds()
        if self.standing.poor_ms is not None and since_start_s - self.standing.poor_ms / 1000 < POOR_FOR_S:
            found.add(Sign.POOR_LINE)
        if self.answered_at is not None and (at - self.answered_at).total_seconds() >= LONG_S:
            found.add(Sign.LONG)
        return tuple(sign for sign in Sign if sign in found)

    def to_json(self, at: datetime) -> dict[str, Any]:
        """Return the call as JSON data at a moment, under the names of the call's record."""
        answered_at = self.answered_at
        waited_until = answered_at or at
        return {
            "call_id": self.call_id,
            "state": self.state.value,
            "from": self.caller_number,
            "to": self.dialled_number,
            "agent": self.agent,
            "started_at": self.started_at.isoformat(),
            "waiting_s": max(0, round((waited_until - self.started_at).total_seconds())),
            "talking_s": max(0, round((at - answered_at).total_seconds())) if answered_at is not None else 0,
            "quiet_s": self.quiet_s(at),
            "last_words": {"speaker": self.last_speaker, "text": self.last_words} if self.last_words else None,
            "signs": [sign.value for sign in self.signs(at)],
            "tags": list(self.tags),
            "supervisors": list(self.standing.supervisors),
            "taken_over_by": self.standing.taken_over_by or None,
            "carrier": self.carrier,
        }
