"""What the appointments specialist can do. Docstrings are written for the model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict, cast

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.answers import Cannot
from callcenter.agents.appointments.slots import (
    PARTS_OF_DAY,
    QUERIES,
    Appointment,
    Visit,
    current_appointment,
    customer_area,
    free_slots,
    take_slot,
    visit,
)
from callcenter.agents.connection import connect
from callcenter.agents.identity import identified
from callcenter.agents.identity import identify_customer as identify_customer
from callcenter.agents.parameters import LATEST_DAY_AHEAD, Day, PartOfDay, read_day, today
from callcenter.agents.tickets import open_ticket as open_ticket
from callcenter.calls.context import CallContext
from callcenter.store.writes import once

#: How many free times are offered at once: more can't be kept in mind on the phone.
SLOTS_OFFERED = 3

Write = Callable[[asyncpg.Connection, int], Awaitable[Visit]]


class SlotOffered(TypedDict):
    """One free time."""

    day: str
    part_of_day: str


class Slots(TypedDict, total=False):
    """Answer of `list_slots`. `is_as_wished` is false where nothing was free then and others are listed."""

    slots: list[SlotOffered]
    is_as_wished: bool
    offer: str
    offer_arguments: dict[str, Any]


@function_tool
async def list_slots(
    context: RunContext[CallContext], day: Day | None = None, part_of_day: PartOfDay | None = None
) -> Slots:
    """List the next free times for a technician's visit, at most three.

    Call this when the caller asks which times are free, or doesn't know yet when. The caller has to be identified,
    since it depends on where they live.

    Args:
        day: The day the caller would like, as YYYY-MM-DD. Leave it out unless they named one.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20). Leave it out unless they named one.
    """
    call = context.userdata
    wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD) if day else None
    parts = (part_of_day,) if part_of_day else PARTS_OF_DAY
    async with connect(call) as connection:
        customer_id = await identified(call, connection)
        area = await customer_area(connection, customer_id)
        from_day = wished or today(call)
        found = await free_slots(call, connection, area, from_day=from_day, parts=parts, count=SLOTS_OFFERED)
        then = [slot for slot in found if wished is None or slot[0] == wished]
        others = found or await free_slots(call, connection, area, from_day=from_day, count=SLOTS_OFFERED)
        has_one = await current_appointment(call, connection, customer_id) is not None
    slots = [SlotOffered(day=at.isoformat(), part_of_day=part) for at, part in then or others]
    answer = Slots(slots=slots, is_as_wished=bool(then))
    if len(slots) == 1:
        answer["offer"] = "move_appointment" if has_one else "book_appointment"
        answer["offer_arguments"] = dict(slots[0])
    return answer


@function_tool
async def get_appointment(context: RunContext[CallContext]) -> Visit:
    """Look up when the technician comes to the caller.

    Call this when the caller asks about their appointment. The caller has to be identified.
    """
    call = context.userdata
    async with connect(call) as connection:
        booked = await _required(call, connection, await identified(call, connection))
    return visit(booked.day, booked.part_of_day)


@function_tool
async def book_appointment(context: RunContext[CallContext], day: Day, part_of_day: PartOfDay) -> Visit:
    """Book a technician's visit.

    Call this when the caller wants a technician to come, after they have agreed to the day and the part of the day.
    If the answer says the time is taken, offer the next free one that it names. The caller has to be identified.

    Args:
        day: The day, as YYYY-MM-DD.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20).
    """
    call = context.userdata
    wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD)

    async def write(connection: asyncpg.Connection, customer_id: int) -> Visit:
        await connection.execute(QUERIES["close_past"].sql, customer_id, today(call))
        if (booked := await current_appointment(call, connection, customer_id)) is not None:
            raise Cannot("already-booked", offer="move_appointment", **visit(booked.day, booked.part_of_day))
        area = await customer_area(connection, customer_id)
        slot_id = await take_slot(call, connection, area, wished, part_of_day, tool="book_appointment")
        await connection.execute(QUERIES["add_appointment"].sql, customer_id, slot_id, call.call.call_id)
        return visit(wished, part_of_day)

    return await _change(call, "book_appointment", {"day": wished, "part_of_day": part_of_day}, write)


@function_tool
async def move_appointment(context: RunContext[CallContext], day: Day, part_of_day: PartOfDay) -> Visit:
    """Move the caller's appointment to another time.

    Call this when the caller has an appointment and wants another day or part of the day, after they have agreed to
    it. The old time is given up only if the new one was free. The caller has to be identified.

    Args:
        day: The new day, as YYYY-MM-DD.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20).
    """
    call = context.userdata
    wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD)

    async def write(connection: asyncpg.Connection, customer_id: int) -> Visit:
        booked = await _required(call, connection, customer_id)
        if (booked.day, booked.part_of_day) == (wished, part_of_day):
            return visit(wished, part_of_day)
        area = await customer_area(connection, customer_id)
        slot_id = await take_slot(call, connection, area, wished, part_of_day, tool="move_appointment")
        await _give_up(connection, booked, "moved")
        await connection.execute(QUERIES["add_appointment"].sql, customer_id, slot_id, call.call.call_id)
        return visit(wished, part_of_day)

    return await _change(call, "move_appointment", {"day": wished, "part_of_day": part_of_day}, write)


@function_tool
async def cancel_appointment(context: RunContext[CallContext]) -> Visit:
    """Cancel the caller's appointment.

    Call this when the caller no longer wants the technician to come, after they have confirmed it. The caller has
    to be identified.
    """
    call = context.userdata

    async def write(connection: asyncpg.Connection, customer_id: int) -> Visit:
        booked = await current_appointment(call, connection, customer_id)
        if booked is None:
            raise Cannot("no-appointment")
        await _give_up(connection, booked, "cancelled")
        return visit(booked.day, booked.part_of_day)

    return await _change(call, "cancel_appointment", {}, write)


async def _required(call: CallContext, connection: asyncpg.Connection, customer_id: int) -> Appointment:
    booked = await current_appointment(call, connection, customer_id)
    if booked is None:
        raise Cannot("no-appointment", offer="book_appointment")
    return booked


async def _give_up(connection: asyncpg.Connection, booked: Appointment, state: str) -> None:
    await connection.execute(QUERIES["end_appointment"].sql, booked.appointment_id, state)
    await connection.execute(QUERIES["free_slot"].sql, booked.technician_slot_id)


async def _change(call: CallContext, tool: str, arguments: dict[str, Any], write: Write) -> Visit:
    """Run a change to the identified caller's appointment once, and return its result.

    A caller may book, cancel and book the same time again in one call. So two bookings are the same only if none was
    given up in between, and two moves or cancellations only if none was made in between.
    """
    async with connect(call) as connection:
        customer_id = await identified(call, connection)
        async with connection.transaction():
            await connection.execute(QUERIES["lock_customer"].sql, customer_id)
            counts = await connection.fetchrow(QUERIES["counts"].sql, customer_id)
            before = counts["given_up" if tool == "book_appointment" else "booked"] if counts else 0

            async def run() -> dict[str, Any]:
                return dict(await write(connection, customer_id))

            key = {**arguments, "before": before}
            return cast(Visit, await once(connection, call.call.call_id, tool, key, run))
