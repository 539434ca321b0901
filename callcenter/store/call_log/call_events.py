"""Facts to rows: each fact once, however often it comes, and its projection in the same transaction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callcenter.cost import prices, usage_cents
from callcenter.domain.calls.turn import Turn, TurnLatency
from callcenter.domain.record.anger import ANGER_OF_ACT, ANGER_OF_END
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallerActed,
    CallEvent,
    CallRefused,
    CallStarted,
    LanguageChanged,
    LegAnswered,
    LegEnded,
    RecordingSaved,
    Tagged,
    ToolCalled,
    TurnTaken,
    UsageMeasured,
    WrappedUp,
)
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: Postgres channel on which the id of a call is told whenever facts of it came in.
CALLS_CHANGED = "calls_changed"

#: Statements and their arguments.
_Rows = list[tuple[str, tuple[Any, ...]]]


async def apply(connection: Connection, events: Sequence[CallEvent]) -> int:
    """Keep the events and project the new ones, in one transaction. Return how many were new.

    The connection must speak JSON as Python values (`store.pool`). Events of several calls may be mixed; those of
    one call should come in order.
    """
    async with connection.transaction():
        new = await _keep(connection, events)
        added = len(new)
        # A call's row is there from its first fact on.
        known: set[str] = set()
        for event in events:
            if (event.call_id, event.seq) not in new:
                continue
            new.remove((event.call_id, event.seq))
            if event.call_id not in known and not isinstance(event.fact, CallStarted):
                await connection.execute(_SQL["ensure_call"], event.call_id, event.at)
            known.add(event.call_id)
            for name, arguments in _project(event):
                await connection.execute(_SQL[name], *arguments)
        if known:
            await connection.execute(_SQL["tell_changed"], CALLS_CHANGED, sorted(known))
    return added


async def _keep(connection: Connection, events: Sequence[CallEvent]) -> set[tuple[str, int]]:
    """Keep all events at once, and return the call and number of each that was new."""
    rows = [event.to_json() for event in events]
    kept = await connection.fetch(
        _SQL["insert_events"],
        [event.call_id for event in events],
        [event.seq for event in events],
        [event.at for event in events],
        [row["fact"] for row in rows],
        [_storable(row["data"]) for row in rows],
    )
    return {(row["call_id"], row["seq"]) for row in kept}


def _project(event: CallEvent) -> _Rows:
    """Return what an event changes in the tables for people. Facts without a table of their own give nothing."""
    match event.fact:
        case CallStarted() as fact:
            return [("start_call", _started(event, fact))]
        case _:
            return _project_later(event)


def _project_later(event: CallEvent) -> _Rows:
    call_id, seq, fact = event.call_id, event.seq, event.fact
    match fact:
        case CallRefused():
            return [("refuse_call", (call_id, fact.reason, fact.sip_status, _storable(dict(fact.explanation))))]
        case LegAnswered():
            return [("answer_leg", (call_id, fact.leg, fact.kind.value, fact.codec, event.at))]
        case LegEnded():
            return _leg_ended(event, fact)
        case TurnTaken(turn=turn):
            return [("add_turn", (call_id, seq, *_turn(turn)))]
        case AgentEntered():
            return [("add_handoff", (call_id, seq, fact.from_agent, fact.agent, fact.at_ms))]
        case ToolCalled():
            arguments = (_storable(dict(fact.arguments)), _storable(fact.result), fact.ok, fact.at_ms, fact.duration_ms)
            return [("add_tool_call", (call_id, seq, fact.agent, fact.tool, *arguments))]
        case Tagged():
            return [("add_tag", (call_id, seq, _text(fact.tag)))]
        case UsageMeasured():
            counts = (fact.input_tokens, fact.output_tokens, fact.characters, fact.audio_ms, fact.requests)
            rows: _Rows = [("add_usage", (call_id, seq, fact.part, fact.model, *counts))]
            cents = usage_cents(fact, prices())
            return rows if cents is None else [*rows, ("charge_call", (call_id, cents))]
        case LanguageChanged():
            return [("change_language", (call_id, fact.language))]
        case RecordingSaved():
            return [("save_recording", (call_id, fact.path))]
        case CallEnded(termination=end):
            return [("end_call", (call_id, event.at, fact.at_ms, end.result.value, end.reason))]
        case WrappedUp():
            anger = ANGER_OF_END.get(fact.disposition, 0)
            return [("wrap_up", (call_id, fact.disposition.value, _text(fact.summary), anger))]
        case CallerActed() if fact.act in ANGER_OF_ACT:
            return [("anger_call", (call_id, ANGER_OF_ACT[fact.act]))]
        case _:
            return []


def _started(event: CallEvent, fact: CallStarted) -> tuple[Any, ...]:
    return (
        event.call_id,
        event.at,
        _text(fact.caller_number),
        _text(fact.dialled_number),
        fact.trunk,
        fact.dispatch_rule,
        _text(fact.room),
        fact.agent,
        fact.language,
        _text(fact.sip_call_id),
        fact.source_address,
        _storable(dict(fact.headers)),
        fact.worker_pid,
    )


def _leg_ended(event: CallEvent, fact: LegEnded) -> _Rows:
    quality = fact.quality
    measured = (
        (quality.mos, quality.loss_pct, quality.jitter_ms, quality.rtt_ms, quality.rx_packets, quality.tx_packets)
        if quality is not None
        else (None,) * 6
    )
    rows: _Rows = [("end_leg", (event.call_id, fact.leg, event.at, fact.reason, _text(fact.detail), *measured))]
    if quality is not None and quality.rx_packets:
        rows.append(("rate_call", (event.call_id, quality.mos)))
    return rows


def _turn(turn: Turn) -> tuple[Any, ...]:
    latency = turn.latency or TurnLatency()
    return (
        turn.speaker.value,
        turn.agent,
        _text(turn.text),
        turn.started_ms,
        turn.ended_ms,
        turn.is_interrupted,
        latency.transcript_ms,
        latency.end_of_turn_ms,
        latency.first_token_ms,
        latency.first_audio_ms,
        latency.response_ms,
    )


def _text(value: str) -> str:
    """Drop what a Postgres text can't hold and a SIP header or a model may send: NUL, half a surrogate pair."""
    return value.replace("\x00", "").encode("utf-8", errors="replace").decode()


def _storable(value: Any) -> Any:
    """Make a JSON value fit for Postgres: its texts as `_text` does, and no NaN or infinity, which JSON lacks."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {_text(str(key)): _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return value
