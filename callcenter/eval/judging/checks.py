"""Looks up whether a check holds: in the final database, in the call log, in what the agents said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from callcenter.domain.record.call_event import AgentEntered, CallEnded, PersonAsked, Tagged, WrappedUp
from callcenter.domain.tool_answer import DEEDS
from callcenter.eval.run import Run
from callcenter.eval.story.story import CheckOn, StateCheck
from callcenter.store.connection import Connection

#: In `did`: any deed at all.
ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whether what a check wants is there, and what is there instead."""

    is_there: bool
    seen: str = ""


async def look_up(check: StateCheck, run: Run, connection: Connection) -> Found:
    """Return whether it is there. SQL that fails is never there, and says so."""
    if check.on is CheckOn.SQL:
        return await _rows(check, connection)
    if check.on is CheckOn.AGENT_SAYS:
        said = "\n".join(run.agent_turns)
        return Found(is_there=any(re.search(pattern, said, re.IGNORECASE) for pattern in check.wanted))
    there = _names(check.on, run)
    is_there = bool(there) if check.on is CheckOn.DID and ANY in check.wanted else bool(there & set(check.wanted))
    return Found(is_there=is_there, seen=", ".join(sorted(there)) or "none")


def _names(on: CheckOn, run: Run) -> set[str]:
    facts = run.facts
    match on:
        case CheckOn.TOOL:
            return {call.tool for call in run.tool_calls if call.ok}
        case CheckOn.DID:
            return {call.tool for call in run.tool_calls if call.ok and call.outcome in DEEDS}
        case CheckOn.HANDOFF:
            return {fact.agent for fact in facts if isinstance(fact, AgentEntered) and fact.from_agent}
        case CheckOn.TAG:
            return {fact.tag for fact in facts if isinstance(fact, Tagged)}
        case CheckOn.PERSON:
            return {fact.outcome for fact in facts if isinstance(fact, PersonAsked)}
        case CheckOn.TERMINATION:
            return {fact.termination.reason for fact in facts if isinstance(fact, CallEnded)}
        case _:
            return {str(fact.disposition) for fact in facts if isinstance(fact, WrappedUp)}


async def _rows(check: StateCheck, connection: Connection) -> Found:
    """SQL that wants rows wants exactly those, in that order; without rows, any."""
    try:
        rows = [tuple(_cell(value) for value in row) for row in await connection.fetch(check.wanted[0])]
    except asyncpg.PostgresError as error:
        return Found(is_there=False, seen=f"the SQL fails: {error}")
    if check.rows is None:
        return Found(is_there=bool(rows), seen=str(rows))
    wanted = [tuple(_cell(value) for value in row) for row in check.rows]
    return Found(is_there=rows == wanted, seen=str(rows))


def _cell(value: Any) -> str | None:
    """A value as YAML and Postgres both have it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
