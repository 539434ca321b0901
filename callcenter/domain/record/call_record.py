"""A call as the log has it: the one shape that `demo`, `talk` and `calls show --json` print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callcenter.domain.calls.termination import EndReason, TerminationResult
from callcenter.domain.calls.turn import Turn
from callcenter.domain.record.call_event import ToolCalled
from callcenter.domain.record.disposition import Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One agent handed the caller to another, `at_ms` after the call began. To a person it is a transfer."""

    from_agent: str
    to_agent: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One whole call. Empty texts and None mean not known (a running call has no end yet)."""

    call_id: str
    started_at: datetime
    ended_at: datetime | None
    duration_ms: int | None
    caller_number: str
    dialled_number: str
    trunk: str
    dispatch_rule: str
    room: str
    language: str
    agents: Sequence[str]
    handoffs: Sequence[Handoff]
    turns: Sequence[Turn]
    tool_calls: Sequence[ToolCalled]
    tags: Sequence[str]
    disposition: Disposition | None
    termination_result: TerminationResult | None
    termination_reason: EndReason | None
    summary: str
    recording: str | None
    mos: float | None
    legs: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    #: What its models consumed, with cents by the price table in force now (None: it lacks the model).
    usage: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    #: What the call was charged (`cost.CallCost.to_json`), whatever models cost since.
    cost: Mapping[str, Any] = field(default_factory=dict)
    refusal: Mapping[str, Any] | None = None
    #: Facts of these names, with their fields: what the caller did, what they made of the recording, persons tried.
    acts: Sequence[Mapping[str, Any]] = ()
    recording_consent: Sequence[Mapping[str, Any]] = ()
    persons: Sequence[Mapping[str, Any]] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the call's JSON shape. Times within the call are in milliseconds from its start."""
        return {
            "call_id": self.call_id,
            "from": self.caller_number,
            "to": self.dialled_number,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "duration_ms": self.duration_ms,
            "trunk": self.trunk,
            "dispatch_rule": self.dispatch_rule,
            "room": self.room,
            "language": self.language,
            "agents": list(self.agents),
            "handoffs": [{"from": hop.from_agent, "to": hop.to_agent, "at_ms": hop.at_ms} for hop in self.handoffs],
            "turns": [_turn_json(turn) for turn in self.turns],
            "tool_calls": [
                {
                    "agent": use.agent,
                    "tool": use.tool,
                    "arguments": dict(use.arguments),
                    "result": use.result,
                    "ok": use.ok,
                    "at_ms": use.at_ms,
                    "duration_ms": use.duration_ms,
                }
                for use in self.tool_calls
            ],
            "acts": [dict(act) for act in self.acts],
            "recording_consent": [dict(answer) for answer in self.recording_consent],
            "persons": [dict(person) for person in self.persons],
            "tags": list(self.tags),
            "disposition": self.disposition,
            "termination": {"result": self.termination_result, "reason": self.termination_reason},
            "summary": self.summary,
            "response_ms": {"p50": self.response_ms(50), "p95": self.response_ms(95)},
            "mos": round(self.mos, 2) if self.mos is not None else None,
            "recording": self.recording,
            "legs": [dict(leg) for leg in self.legs],
            "usage": [dict(row) for row in self.usage],
            "cost": dict(self.cost),
            "refusal": dict(self.refusal) if self.refusal is not None else None,
        }

    def response_ms(self, per_cent: float) -> int | None:
        """Return a percentile (nearest rank) of the waits from the caller's last word to the agent's first."""
        waits = sorted(
            turn.latency.response_ms
            for turn in self.turns
            if turn.latency is not None and turn.latency.response_ms is not None
        )
        if not waits:
            return None
        rank = max(1, -(-len(waits) * per_cent // 100))
        return waits[int(rank) - 1]


def _turn_json(turn: Turn) -> dict[str, Any]:
    row: dict[str, Any] = {
        "speaker": turn.speaker.value,
        "text": turn.text,
        "started_ms": turn.started_ms,
        "ended_ms": turn.ended_ms,
        "interrupted": turn.is_interrupted,
    }
    if turn.agent:
        row["agent"] = turn.agent
    if turn.latency is not None:
        latency = turn.latency
        row["latency"] = {
            "transcript_ms": latency.transcript_ms,
            "end_of_turn_ms": latency.end_of_turn_ms,
            "first_token_ms": latency.first_token_ms,
            "first_audio_ms": latency.first_audio_ms,
            "response_ms": latency.response_ms,
        }
    return row
