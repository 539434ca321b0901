"""The calls that run now, as far as the journal has shipped them: who talks, since when, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from callcenter.domain.record.call_event import SupervisorOutcome
from callcenter.domain.record.tool_end import tool_end
from callcenter.domain.running_call import CallStanding, RunningCall
from callcenter.domain.supervision import Step
from callcenter.errors import StoreError
from callcenter.store.call_log.calls import LAST
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}
#: A fact takes as long to reach Postgres if all clocks are right.
_SHIPPED_WITHIN = timedelta(seconds=2)


async def running_calls(connection: Connection) -> Sequence[RunningCall]:
    """Return the calls that run now, the longest first."""
    rows = await connection.fetch(_SQL["running_calls"])
    standing: dict[str, CallStanding] = {row["call_id"]: CallStanding() for row in rows}
    for event in await connection.fetch(_SQL["what_stands"], list(standing)):
        standing[event["call_id"]] = _after(standing[event["call_id"]], event["fact"], event["data"])
    return tuple(
        RunningCall(
            call_id=row["call_id"],
            started_at=row["started_at"],
            answered_at=row["answered_at"],
            caller_number=row["caller_number"],
            dialled_number=row["dialled_number"],
            agent=row["agent"] or row["first_agent"],
            carrier=row["kind"] or "",
            room=row["room"],
            last_speaker=row["speaker"] or "",
            last_words=row["text"] or "",
            last_words_ms=row["ended_ms"],
            tags=tuple(row["tags"]),
            standing=standing[row["call_id"]],
            read_at=_time_there(row["now"], row["behind"]),
        )
        for row in rows
    )


async def find_running(connection: Connection, part: str) -> RunningCall:
    """Return the one running call that has this part in its id; `last` is the one that began last.

    Raises:
        StoreError: no running call has it, or several have; says which.
    """
    if not part.strip():
        raise StoreError("No call's id was given.", remedy="`callcenter calls live` shows those that run.")
    running = await running_calls(connection)
    found = running[-1:] if part == LAST else [call for call in running if part in call.call_id]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(call.call_id for call in found[:3])
        raise StoreError(f"Several running calls have {part!r} in their ids: {several}.", remedy="Give more of the id.")
    what = "No call is running." if part == LAST else f"No running call has {part!r} in its id."
    raise StoreError(what, remedy="`callcenter calls live` shows those that run.")


def _time_there(now: datetime, behind: timedelta | None) -> datetime:
    """Return what the clock of the call's machine says now.

    The fact that took least from there to Postgres tells how far that clock is off: others waited, for the network or
    for Postgres.
    """
    return now - behind if behind is not None and abs(behind) > _SHIPPED_WITHIN else now


def _after(standing: CallStanding, fact: str, data: Mapping[str, Any]) -> CallStanding:
    """Return how a call stands after one more fact."""
    match fact:
        case "HoldChanged":
            return standing.having(is_held=data["is_held"])
        case "PersonTried" | "PersonAsked":
            return standing.having(is_transferring=fact == "PersonTried")
        case "CallerActed":
            return standing.having(acts=(*standing.acts, data["act"]))
        case "LineWasPoor":
            return standing.having(poor_ms=data["at_ms"])
        case "ToolCalled":
            # A tool that asks the caller first has neither done its work nor missed.
            mark = tool_end(data["ok"], data["result"]).mark
            return standing.having(misses={"✓": 0, "✗": standing.misses + 1}.get(mark, standing.misses))
        case "SupervisorActed" if data["outcome"] == SupervisorOutcome.OK:
            return _after_step(standing, data["method"], data["identity"])
    return standing


def _after_step(standing: CallStanding, method: str, identity: str) -> CallStanding:
    match method:
        case Step.WATCH:
            return standing.having(supervisors=(*standing.supervisors, identity))
        case Step.LEAVE if identity in standing.supervisors:
            left = list(standing.supervisors)
            left.remove(identity)
            return standing.having(supervisors=tuple(left))
        case Step.TAKE_OVER:
            return standing.having(taken_over_by=identity)
        case Step.GIVE_BACK:
            return standing.having(taken_over_by="")
    return standing
