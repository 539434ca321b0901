"""The call log: a page of a search, one call, a call's numbers on request, exports of exactly what is shown."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.masking import call_for, masked, names_of, text_for
from callcenter.console.answers.call_log.moments import moments_for
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_record import CallRecord
from callcenter.errors import ConsoleMissing, SettingsError
from callcenter.store.call_log.call_search import ORDERS, CallSearch, FoundCall, search_calls, search_query
from callcenter.store.call_log.calls import load_call
from callcenter.store.connection import Connection
from callcenter.store.console.annotations import find_note, load_moments, near_calls
from callcenter.store.console.audit import AuditAction
from callcenter.store.erasure.retention import find_hold
from callcenter.store.erasure.spellings import Spellings, spellings
from callcenter.store.figures.count import count_stale
from callcenter.store.figures.marks import Mark

#: Calls of a page, and of a round of an export.
PAGE_CALLS, EXPORT_CALLS = 50, 500
#: Calls of the same number before and after one, at most.
NEAR_CALLS = 5
#: What a key's value is in Python, by its type in Postgres.
_KEY_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "timestamptz": datetime.fromisoformat,
    "integer": int,
    "numeric": Decimal,
    "real": float,
}
#: More calls than any log has.
_ALL = 1_000_000_000
#: Filters that are figures, from 0 to the most that anybody means, and their types.
_FIGURES: Mapping[str, Callable[[str], Any]] = {
    "at_least_s": int,
    "at_most_s": int,
    "latency_at_least_ms": int,
    "latency_at_most_ms": int,
    "cost_at_least": Decimal,
    "cost_at_most": Decimal,
    "mos_at_least": float,
    "mos_at_most": float,
    "score_at_least": int,
    "score_at_most": int,
    "issue": int,
}
_MOST = 10_000_000
#: Filters that are on or off.
_YES_OR_NO = frozenset({"is_recorded", "is_refused", "is_disputed"})
_GONE = "There is no such call, or it was erased."


@dataclass(frozen=True, slots=True)
class CallPage:
    """Calls as JSON data, and the key by which the next page goes on; empty on the last."""

    calls: Sequence[dict[str, Any]]
    after: str


def read_search(desk: Desk, asked: Mapping[str, str], *, zone: tzinfo = UTC) -> CallSearch:
    """Return the search that a query's texts ask for; empty ones ask for nothing. Times without a zone are of `zone`.

    Raises:
        SettingsError: a time, a number of seconds, or an order that is none; all of them are named.
    """
    given = {name: value.strip() for name, value in asked.items() if value.strip()}
    found: dict[str, Any] = {}
    faults: list[str] = []
    plain = {one.name for one in fields(CallSearch)} - _YES_OR_NO
    for name, value in given.items():
        try:
            found[name] = _read(desk, name, value, zone)
        except (ValueError, OverflowError):
            faults.append(f"{name} can't be {value[:40]!r}")
        if name not in plain and name not in _YES_OR_NO:
            faults.append(f"there is no filter {name[:40]!r}")
    if faults:
        times = "Times are written 2026-03-31 or 2026-03-31T17:30"
        raise SettingsError(f"{'; '.join(faults)}.", remedy=f"{times}; orders are {', '.join(ORDERS)}.")
    return CallSearch(**found)


def _read(desk: Desk, name: str, value: str, zone: tzinfo) -> Any:
    if name in _FIGURES:
        # NaN is in no range.
        if not 0 <= float(value) <= _MOST:
            raise ValueError(value)
        return _FIGURES[name](value)
    match name:
        case "since" | "until":
            time = datetime.fromisoformat(value)
            time = time if time.tzinfo is not None else time.replace(tzinfo=zone)
            # A day asked for as the last is included.
            return time + timedelta(days=1) if name == "until" and len(value) == len("2026-03-31") else time
        case "said_by":
            return Speaker(value)
        case "is_recorded" | "is_refused" | "is_disputed":
            return value.lower() in ("1", "true", "yes", "on")
        case "number":
            return Spellings(text="") if value == "withheld" else spellings(value, desk.settings.calls.country)
        case "mark":
            return Mark(value)
        case "call_ids":
            return tuple(value.split(","))
        case "order":
            if value not in ORDERS:
                raise ValueError(value)
            return value
        case _:
            return value.replace("\x00", "")


async def list_calls(desk: Desk, viewer: Viewer, wanted: CallSearch, *, after: str = "") -> CallPage:
    """Return a page of the calls that match, after the key of the page before; searches by number are on record.

    Raises:
        ConsoleRefused: the viewer may not search by a number, or in what was said.
        SettingsError: the key isn't one of ours.
    """
    _require(viewer, wanted)
    key = _read_key(after, wanted.order) if after else None
    async with desk.connection() as connection:
        if wanted.mark is not None:
            await count_stale(connection)
        calls = await search_calls(connection, wanted, after=key, limit=PAGE_CALLS + 1)
        # Never the number or the words themselves: an erasure can't reach into the audit log.
        if wanted.number is not None and key is None:
            await put_on_record(
                connection, viewer, AuditAction.NUMBER_SEARCHED, facts={"number": masked(wanted.number.text)}
            )
        if wanted.words is not None and key is None:
            await put_on_record(connection, viewer, AuditAction.WORDS_SEARCHED)
        lines = await _lines_for(connection, viewer, calls[:PAGE_CALLS])
    return CallPage(
        lines,
        _key(calls[PAGE_CALLS - 1], wanted.order) if len(calls) > PAGE_CALLS else "",
    )


async def export_calls(desk: Desk, viewer: Viewer, wanted: CallSearch) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """Yield all calls that match, in rounds, as the list shows them; the export is on record before it begins."""
    viewer.require(Right.EXPORT)
    _require(viewer, wanted)
    asked = sorted(one.name for one in fields(wanted) if getattr(wanted, one.name) not in (None, False))
    async with desk.connection() as connection:
        await put_on_record(connection, viewer, AuditAction.CALLS_EXPORTED, facts={"filters": asked})
    key: tuple[Any, str] | None = None
    while True:
        async with desk.connection() as connection:
            calls = await search_calls(connection, wanted, after=key, limit=EXPORT_CALLS)
            lines = await _lines_for(connection, viewer, calls)
        if not calls:
            return
        yield lines
        key = _read_key(_key(calls[-1], wanted.order), wanted.order)


async def count_about(desk: Desk, viewer: Viewer, wanted: CallSearch) -> int:
    """Return about how many calls match, by Postgres's own guess: to count a million would take long.

    Raises:
        ConsoleRefused: the viewer may not ask for that.
    """
    _require(viewer, wanted)
    sql, values = search_query(wanted, limit=_ALL)
    async with desk.connection() as connection:
        plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values)
    return int(plan[0]["Plan"]["Plan Rows"])


async def show_call(desk: Desk, viewer: Viewer, call_id: str) -> dict[str, Any]:
    """Return one call as the viewer may see it; that they looked is on record.

    Raises:
        ConsoleMissing: there is no such call.
    """
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        record = await _known(connection, call_id)
        moments = moments_for(viewer, await load_moments(connection, call_id))
        earlier, later = await near_calls(connection, call_id, limit=NEAR_CALLS)
        note = await find_note(connection, call_id) if viewer.may(Right.READ_WORDS) else None
        hold = await find_hold(connection, call_id)
        await put_on_record(connection, viewer, AuditAction.CALL_READ, subject=call_id)
    shown = call_for(viewer, {**record.to_json(), "moments": moments}, country=desk.settings.calls.country)
    # The note as it was written: masked, it could not be written on.
    return {
        **shown,
        "note": note.to_json() if note is not None else None,
        "hold": {**asdict(hold), "placed_at": hold.placed_at.isoformat()} if hold is not None else None,
        "earlier": [call.to_json() for call in earlier],
        "later": [call.to_json() for call in later],
    }


async def show_numbers(desk: Desk, viewer: Viewer, call_id: str) -> dict[str, str]:
    """Return the calling and the dialled number of a call; that they were shown is on record.

    Raises:
        ConsoleMissing: there is no such call.
    """
    viewer.require(Right.SHOW_NUMBERS)
    async with desk.connection() as connection:
        record = await _known(connection, call_id)
        await put_on_record(connection, viewer, AuditAction.NUMBERS_SHOWN, subject=call_id)
    return {"from": record.caller_number, "to": record.dialled_number}


async def _known(connection: Connection, call_id: str) -> CallRecord:
    record = await load_call(connection, call_id)
    if record is None:
        raise ConsoleMissing(_GONE)
    return record


async def _lines_for(connection: Connection, viewer: Viewer, calls: Sequence[FoundCall]) -> list[dict[str, Any]]:
    names = await names_of(connection, viewer, [call.call_id for call in calls])
    return [_line_for(viewer, call, names.get(call.call_id)) for call in calls]


def _line_for(viewer: Viewer, call: FoundCall, names: re.Pattern[str] | None) -> dict[str, Any]:
    """Return a line of the list as JSON data, as a viewer may see it."""
    is_open = viewer.may(Right.SEE_NUMBERS)
    has_words = viewer.may(Right.READ_WORDS)
    return {
        "call_id": call.call_id,
        "started_at": call.started_at.isoformat(),
        "duration_ms": call.duration_ms,
        "from": call.caller_number if is_open else masked(call.caller_number),
        "to": call.dialled_number if is_open else masked(call.dialled_number),
        "trunk": call.trunk,
        "dispatch_rule": call.dispatch_rule,
        "language": call.language,
        "agents": list(call.agents),
        "tags": list(call.tags),
        "disposition": call.disposition,
        "termination": {"result": call.termination_result, "reason": call.termination_reason},
        "refusal": call.refusal_reason,
        "summary": text_for(viewer, call.summary, names) if has_words else "",
        "has_recording": call.has_recording,
        "mos": round(call.mos, 2) if call.mos is not None else None,
        "response_p95_ms": call.response_p95_ms,
        "cost_cents": float(round(call.cost_cents, 2)) if call.cost_cents is not None else None,
        # What was done in it is what was said.
        "anger": call.anger if has_words else None,
        "hit": text_for(viewer, call.hit, names) if call.hit is not None else None,
    }


def _require(viewer: Viewer, wanted: CallSearch) -> None:
    viewer.require(Right.SEE_CALLS)
    if wanted.words is not None or wanted.order == "angriest":
        viewer.require(Right.READ_WORDS)
    if wanted.number is not None:
        # Whoever may not see a number must not be able to ask for it, either.
        viewer.require(Right.SHOW_NUMBERS)


def _key(call: FoundCall, order: str) -> str:
    value = getattr(call, ORDERS[order][0])
    match value:
        case datetime():
            value = value.isoformat()
        case Decimal():
            value = str(value)
    return base64.urlsafe_b64encode(json.dumps([value, call.call_id]).encode()).decode()


def _read_key(text: str, order: str) -> tuple[Any, str]:
    try:
        value, call_id = json.loads(base64.urlsafe_b64decode(text.encode()))
        return _KEY_TYPES[ORDERS[order][2]](value), str(call_id)
    except (ValueError, TypeError, ArithmeticError, binascii.Error) as error:
        raise SettingsError("The key of the next page isn't one of ours.", remedy="Begin at the first page.") from error
