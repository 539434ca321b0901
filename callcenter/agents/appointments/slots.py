"""Technicians' slots: finding free ones and taking one before somebody else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypedDict

import asyncpg

from callcenter.agents.toolkit.answers import Cannot
from callcenter.agents.toolkit.business_day import today
from callcenter.calls.context import CallContext
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))

#: From and to, in local time.
HOURS = {"morning": ("08:00", "12:00"), "afternoon": ("12:00", "16:00"), "evening": ("16:00", "20:00")}
PARTS_OF_DAY = tuple(HOURS)
#: Most that is noted for a technician at once, and in all for a visit: he reads it at the door.
MAX_NOTE, MAX_NOTES = 300, 900


class Visit(TypedDict):
    """When a technician comes: an ISO 8601 day, the part of it, and local times HH:MM."""

    day: str
    part_of_day: str
    starts_at: str
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A booked visit. `note` is what its technician should know, '' if nothing was said."""

    appointment_id: int
    technician_slot_id: int
    day: date
    part_of_day: str
    note: str


def visit(day: date, part_of_day: str) -> Visit:
    """Return when that is."""
    starts_at, ends_at = HOURS[part_of_day]
    return Visit(day=day.isoformat(), part_of_day=part_of_day, starts_at=starts_at, ends_at=ends_at)


def parts_at_home(not_before: str | None, not_after: str | None, *, but: str | None = None) -> tuple[str, ...]:
    """Return the parts of a day, but one, that lie in the hours (HH:MM) at which somebody is at home."""
    begins, ends = not_before or "", not_after or "24:00"
    return tuple(part for part, hours in HOURS.items() if hours[0] >= begins and hours[1] <= ends and part != but)


def of_both(first: Sequence[tuple[date, str]], second: Sequence[tuple[date, str]], most: int) -> list[tuple[date, str]]:
    """Return free times of two days, of each as many as can be offered at once, in their order."""
    shared = most - min(len(second), most // 2)
    kept = list(first[:shared])
    return sorted([*kept, *second[: most - len(kept)]], key=lambda slot: (slot[0], PARTS_OF_DAY.index(slot[1])))


async def customer_area(connection: asyncpg.Connection, customer_id: int) -> str:
    """Return the area whose technicians may visit the customer."""
    return str(await connection.fetchval(QUERIES["customer_area"].sql, customer_id))


async def free_slots(
    call: CallContext,
    connection: asyncpg.Connection,
    area: str,
    *,
    from_day: date,
    parts: Sequence[str] = PARTS_OF_DAY,
    count: int,
) -> list[tuple[date, str]]:
    """Return the next free times of an area, from tomorrow at the earliest."""
    rows = await connection.fetch(QUERIES["free_slots"].sql, area, today(call), from_day, list(parts), count)
    return [(row["day"], row["part_of_day"]) for row in rows]


async def require_free(
    call: CallContext, connection: asyncpg.Connection, area: str, day: date, part_of_day: str, *, tool: str
) -> None:
    """See to it that a slot could be taken. Raises as `take_slot`; takes none."""
    found = await free_slots(call, connection, area, from_day=day, parts=(part_of_day,), count=1)
    if not found or found[0][0] != day:
        await _refuse_taken(call, connection, area, day, tool)


async def take_slot(
    call: CallContext, connection: asyncpg.Connection, area: str, day: date, part_of_day: str, *, tool: str
) -> int:
    """Take a slot in the caller's transaction and return its id.

    Raises:
        Cannot: `slot-taken` (`no-visits-then` on a day nobody works, `too-soon` for today), with the next free time as
            an offer to call `tool` for; or `nothing-free`.
    """
    slot_id = None
    if day > today(call):
        slot_id = await connection.fetchval(QUERIES["take_slot"].sql, area, day, part_of_day)
    if slot_id is None:
        await _refuse_taken(call, connection, area, day, tool)
    return int(slot_id)


async def _refuse_taken(call: CallContext, connection: asyncpg.Connection, area: str, day: date, tool: str) -> NoReturn:
    search = (QUERIES["next_free"].sql, area, today(call))
    free = await connection.fetchrow(*search, day, list(PARTS_OF_DAY))
    free = free or await connection.fetchrow(*search, today(call), list(PARTS_OF_DAY))
    if free is None:
        raise Cannot("nothing-free", offer="open_ticket", offer_arguments={"summary": "No free technician's visit."})
    next_day, next_part = free
    arguments: dict[str, Any] = {"day": next_day, "part_of_day": next_part}
    has_visits = await connection.fetchval(QUERIES["has_visits"].sql, area, day)
    raise Cannot(
        "too-soon" if day <= today(call) else "slot-taken" if has_visits else "no-visits-then",
        offer=tool,
        offer_arguments=arguments,
        next_day=next_day,
        next_part_of_day=next_part,
        next=f"Say that the time is taken, and call {tool} at once for the next free one: what it answers asks for it.",
    )


async def current_appointment(
    call: CallContext, connection: asyncpg.Connection, customer_id: int
) -> Appointment | None:
    """Return the customer's visit to come, if one is booked."""
    row = await connection.fetchrow(QUERIES["appointment"].sql, customer_id, today(call))
    return Appointment(**dict(row)) if row is not None else None


def read_note(text: str | None) -> str:
    """Return what a caller would have the technician know, as it is written down; '' if nothing."""
    return " ".join((text or "").split()).strip(' "')[:MAX_NOTE]


def with_note(before: str, added: str) -> str:
    """Return a visit's note with words added to it.

    Raises:
        Cannot: `note-full`, there is no room for them.
    """
    note = f"{before.rstrip(' .')}. {added}" if before and added else before or added
    if len(note) > MAX_NOTES:
        raise Cannot("note-full", person=True)
    return note


async def give_up(connection: asyncpg.Connection, booked: Appointment, state: str) -> None:
    """End an appointment as `moved` or `cancelled` and give its slot back."""
    await connection.execute(QUERIES["end_appointment"].sql, booked.appointment_id, state)
    await connection.execute(QUERIES["free_slot"].sql, booked.technician_slot_id)
