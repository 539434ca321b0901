"""The call log's questions: one call, and a list of calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg

from callcenter.cost import call_cost, prices, usage_cents
from callcenter.domain.calls.termination import EndReason, TerminationResult
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.record.call_event import ToolCalled, UsageMeasured
from callcenter.domain.record.call_record import CallRecord, Handoff
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.errors import StoreError
from callcenter.store.connection import Connection
from callcenter.store.erasure.spellings import Spellings
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


#: In place of an id: the newest call.
LAST = "last"


class Standing(StrEnum):
    """What the call log knows of a call: it is there, it was erased, or it may be of another log."""

    KNOWN = "known"
    ERASED = "erased"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls to list; None matches all. `since` is included, `until` is not. `text` is a web-style search.

    `is_recorded` lists only calls that have a recording; `limit` None lists all of them.
    """

    since: datetime | None = None
    until: datetime | None = None
    number: Spellings | None = None
    agent: str | None = None
    disposition: str | None = None
    tag: str | None = None
    text: str | None = None
    is_recorded: bool = False
    limit: int | None = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call in a list."""

    call_id: str
    started_at: datetime
    duration_ms: int | None
    caller_number: str
    dialled_number: str
    agents: Sequence[str]
    tags: Sequence[str]
    disposition: Disposition | None
    termination_result: TerminationResult | None
    termination_reason: EndReason | None
    summary: str
    mos: float | None
    refusal_reason: VerdictReason | None
    recording: str | None
    #: `callcenter talk` or an evaluation held it: nobody phoned.
    is_typed: bool

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON data, under the names of the call's record."""
        return {
            "call_id": self.call_id,
            "started_at": self.started_at.isoformat(),
            "duration_ms": self.duration_ms,
            "from": self.caller_number,
            "to": self.dialled_number,
            "agents": list(self.agents),
            "tags": list(self.tags),
            "disposition": self.disposition,
            "termination": {"result": self.termination_result, "reason": self.termination_reason},
            "summary": self.summary,
            "mos": round(self.mos, 2) if self.mos is not None else None,
            "refusal": self.refusal_reason,
            "recording": self.recording,
            "is_typed": self.is_typed,
        }


def _priced(usage: UsageMeasured) -> dict[str, Any]:
    """Return usage with what it costs by the price table, in cents; None if the table lacks the model."""
    cents = usage_cents(usage, prices())
    return {**asdict(usage), "cents": None if cents is None else float(round(cents, 2))}


async def load_call(connection: Connection, call_id: str) -> CallRecord | None:
    """Return a call with all that belongs to it, or None if there is no such call."""
    row = await connection.fetchrow(_SQL["load_call"], call_id)
    if row is None:
        return None
    hops = await connection.fetch(_SQL["load_handoffs"], call_id)
    duties = [(one["fact"], one["data"]) for one in await connection.fetch(_SQL["load_duties"], call_id)]
    usages = [UsageMeasured(**dict(usage)) for usage in await connection.fetch(_SQL["load_usage"], call_id)]
    return CallRecord(
        call_id=row["call_id"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        duration_ms=row["duration_ms"],
        caller_number=row["caller_number"],
        dialled_number=row["dialled_number"],
        trunk=row["trunk"],
        dispatch_rule=row["dispatch_rule"],
        room=row["room"],
        language=row["language"],
        agents=tuple(hop["to_agent"] for hop in hops),
        handoffs=tuple(Handoff(**dict(hop)) for hop in hops if hop["from_agent"]),
        turns=tuple(_turn(turn) for turn in await connection.fetch(_SQL["load_turns"], call_id)),
        tool_calls=tuple(ToolCalled(**dict(use)) for use in await connection.fetch(_SQL["load_tool_calls"], call_id)),
        acts=tuple(data for fact, data in duties if fact == "CallerActed"),
        recording_consent=tuple(data for fact, data in duties if fact == "RecordingConsent"),
        persons=tuple(data for fact, data in duties if fact == "PersonAsked"),
        tags=tuple(tag["tag"] for tag in await connection.fetch(_SQL["load_tags"], call_id)),
        **_outcome(row),
        summary=row["summary"],
        recording=row["recording"],
        mos=row["mos"],
        legs=tuple(dict(leg) for leg in await connection.fetch(_SQL["load_legs"], call_id)),
        usage=tuple(_priced(usage) for usage in usages),
        cost=call_cost(usages, prices(), charged=row["cost_cents"]).to_json(row["duration_ms"]),
        refusal=(
            {"reason": _refusal(row), "sip_status": row["refusal_status"], "explanation": row["refusal"]}
            if row["refusal_reason"]
            else None
        ),
    )


async def standing_of(connection: Connection, call_id: str, at: datetime) -> Standing:
    """Tell whether the call log has a call of that time, had it, or doesn't go back so far."""
    return Standing(await connection.fetchval(_SQL["standing"], call_id, at))


async def has_call(connection: Connection, call_id: str) -> bool:
    """Tell whether the call log has a call."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM call WHERE call_id = $1)", call_id))


async def find_call_id(connection: Connection, part: str) -> str:
    """Return the id of the one call that has this part in its id; `last` is the newest call.

    Raises:
        StoreError: no call has it, or several have; says which.
    """
    if part == LAST:
        newest = await connection.fetchval(_SQL["find_last_call_id"])
        if newest is None:
            raise StoreError("There are no calls yet.", remedy="`callcenter talk` and `callcenter serve` make some.")
        return str(newest)
    if not part.strip():
        # An empty variable of a script is in every id: it must name none.
        raise StoreError("No call's id was given.", remedy="`callcenter calls list` shows the ids.")
    found = [row["call_id"] for row in await connection.fetch(_SQL["find_call_ids_by_part"], part)]
    if len(found) == 1 or part in found:
        return str(found[0])
    if not found:
        raise StoreError(f"No call has {part!r} in its id.", remedy="`callcenter calls list` shows the ids.")
    several = ", ".join(found[:3]) + (" and more" if len(found) > 3 else "")
    raise StoreError(f"Several calls have {part!r} in their ids: {several}.", remedy="Give more of the id.")


async def list_calls(connection: Connection, wanted: CallFilter) -> Sequence[CallLine]:
    """Return the newest calls that match, at most `limit`."""
    rows = await connection.fetch(
        _SQL["list_calls"],
        wanted.since,
        wanted.until,
        wanted.number.text if wanted.number is not None else None,
        wanted.agent,
        wanted.disposition,
        wanted.tag,
        wanted.text,
        wanted.limit,
        list(wanted.number.digits) if wanted.number is not None else [],
        wanted.is_recorded,
    )
    return tuple(CallLine(**{**dict(row), **_outcome(row), "refusal_reason": _refusal(row)}) for row in rows)


def _outcome(row: asyncpg.Record) -> dict[str, Any]:
    """Return how the call ended and what became of the wish, each None while it goes on."""
    return {
        "disposition": Disposition(row["disposition"]) if row["disposition"] else None,
        "termination_result": TerminationResult(row["termination_result"]) if row["termination_result"] else None,
        "termination_reason": EndReason(row["termination_reason"]) if row["termination_reason"] else None,
    }


def _refusal(row: asyncpg.Record) -> VerdictReason | None:
    return VerdictReason(row["refusal_reason"]) if row["refusal_reason"] else None


def _turn(row: asyncpg.Record) -> Turn:
    latency = TurnLatency(
        transcript_ms=row["transcript_ms"],
        end_of_turn_ms=row["end_of_turn_ms"],
        first_token_ms=row["first_token_ms"],
        first_audio_ms=row["first_audio_ms"],
        response_ms=row["response_ms"],
    )
    return Turn(
        speaker=Speaker(row["speaker"]),
        agent=row["agent"],
        text=row["text"],
        started_ms=row["started_ms"],
        ended_ms=row["ended_ms"],
        is_interrupted=row["is_interrupted"],
        latency=latency if latency != TurnLatency() else None,
    )
