"""What the appointments specialist can do. Docstrings are written for the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, TypedDict, cast

import asyncpg
from livekit.agents import RunContext, function_tool
from pydantic import Field

from callcenter.agents.shared_tools.additions import add_to_ticket as add_to_ticket
from callcenter.agents.shared_tools.clock import time_elsewhere as time_elsewhere
from callcenter.agents.shared_tools.codes import check_code as check_code
from callcenter.agents.shared_tools.codes import send_code as send_code
from callcenter.agents.shared_tools.identity import identify_customer as identify_customer
from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.shared_tools.tickets import leave_message as leave_message
from callcenter.agents.shared_tools.tickets import open_ticket as open_ticket
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import (
    LATEST_DAY_AHEAD,
    Day,
    DaysLater,
    FirstDay,
    NewDay,
    PartOfDay,
    Soonest,
    UnwantedDay,
    UnwantedPart,
    read_day,
)
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext

from .slots import (
    PARTS_OF_DAY,
    QUERIES,
    Appointment,
    Visit,
    current_appointment,
    customer_area,
    free_slots,
    give_up,
    of_both,
    parts_at_home,
    read_note,
    require_free,
    take_slot,
    visit,
    with_note,
)

#: How many free times are offered at once: more can't be kept in mind on the phone.
SLOTS_OFFERED = 3


#: What the technician should know, as a model gives it.
Note = Annotated[
    str, Field(description='What the technician should know, in the caller\'s words: "Big dog, ring before the gate".')
]


class SlotOffered(TypedDict):
    """One free time."""

    day: str
    part_of_day: str


class Slots(TypedDict, total=False):
    """Answer of `list_slots`. `is_as_wished` is false if nothing was free then and others are listed.

    `is_too_soon` if the day wished for is today: nobody comes the same day.
    """

    slots: list[SlotOffered]
    is_as_wished: bool
    is_too_soon: bool
    offer: str
    offer_arguments: dict[str, Any]


@function_tool
async def list_slots(
    context: RunContext[CallContext],
    day: Day | None = None,
    part_of_day: PartOfDay | None = None,
    not_on: UnwantedDay | None = None,
    not_in: UnwantedPart | None = None,
    from_day: FirstDay | None = None,
    soonest: Soonest | None = None,
    or_day: str | None = None,
    not_before: str | None = None,
    not_after: str | None = None,
) -> Slots:
    """List the next free times for a technician's visit, at most three.

    Call this when the caller asks which times are free, or doesn't know yet when. The caller has to be identified,
    since it depends on where they live: it is for the address of that account.

    Args:
        day: The day the caller would like, as YYYY-MM-DD. Leave it out unless they named one.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20). Leave it out unless they named one.
        not_on: A day, as YYYY-MM-DD, whose weekday the caller can't. Leave it out unless they ruled one out.
        not_in: The part of the day the caller can't. Leave it out unless they ruled one out.
        from_day: The first day, as YYYY-MM-DD, of the week or month the caller named ("next week"), if they did.
        soonest: True if the caller wants the first time there is, and no choice.
        or_day: A second day that would do as well, as YYYY-MM-DD ("Tuesday or Wednesday"). Leave it out unless named.
        not_before: HH:MM before which nobody is at home ("not before nine"): only parts that begin then or later.
        not_after: HH:MM after which nobody is at home any more: only parts that end by then.
    """
    call = context.userdata
    wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD) if day else None
    second = read_day(or_day, call, parameter="or_day", latest_days=LATEST_DAY_AHEAD) if or_day else None
    first = read_day(from_day, call, parameter="day", latest_days=LATEST_DAY_AHEAD) if from_day else None
    if wished and first and wished < first:
        wished = None  # the week named since counts
    at_home = parts_at_home(not_before, not_after)
    possible = parts_at_home(not_before, not_after, but=not_in) or PARTS_OF_DAY
    parts = (part_of_day,) if part_of_day and part_of_day in (at_home or PARTS_OF_DAY) else possible
    unwanted = read_day(not_on, call, parameter="not_on", latest_days=LATEST_DAY_AHEAD).weekday() if not_on else None
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        area = await customer_area(connection, customer_id)
        begins = wished or first or today(call)
        # A day of the unwanted weekday has at most three times: those after it are asked for too.
        count = SLOTS_OFFERED + len(PARTS_OF_DAY) if not_on else SLOTS_OFFERED
        found = await free_slots(call, connection, area, from_day=begins, parts=parts, count=count)
        found = [slot for slot in found if slot[0].weekday() != unwanted][:SLOTS_OFFERED]
        then = [slot for slot in found if wished is None or slot[0] == wished]
        if second is not None:
            also = await free_slots(call, connection, area, from_day=second, parts=parts, count=SLOTS_OFFERED)
            then = of_both(then, [slot for slot in also if slot[0] == second], SLOTS_OFFERED)
        others = found or await free_slots(call, connection, area, from_day=begins, count=SLOTS_OFFERED)
        if wished and part_of_day and not then:
            # Another time of that very day is nearer than the same one of another day.
            that_day = await free_slots(call, connection, area, from_day=wished, parts=possible, count=SLOTS_OFFERED)
            others = [*(slot for slot in that_day if slot[0] == wished), *others][:SLOTS_OFFERED]
        has_one = await current_appointment(call, connection, customer_id) is not None
    offered = (then or others)[: 1 if soonest else SLOTS_OFFERED]
    slots = [SlotOffered(day=at.isoformat(), part_of_day=part) for at, part in offered]
    answer = Slots(slots=slots, is_as_wished=bool(then and at_home) and part_of_day in (None, *parts))
    answer["is_too_soon"] = wished is not None and wished <= today(call) and second is None
    if len(slots) == 1:
        answer["offer"] = "move_appointment" if has_one else "book_appointment"
        answer["offer_arguments"] = dict(slots[0])
    return answer


class NotedVisit(Visit):
    """A visit with what its technician should know; of a proposal, what is added to it now. '' is nothing."""

    note: str


@function_tool
async def get_appointment(context: RunContext[CallContext]) -> NotedVisit:
    """Look up when the technician comes to the caller, and what is noted for him.

    Call this when the caller asks about their appointment. The caller has to be identified.
    """
    call = context.userdata
    async with connect(call) as connection:
        booked = await _required(call, connection, await verified(call, connection), offer="book_appointment")
    return NotedVisit(**visit(booked.day, booked.part_of_day), note=booked.note)


@writing_tool("book")
async def book_appointment(
    context: RunContext[CallContext], day: Day, part_of_day: PartOfDay, note: Note | None = None
) -> NotedVisit:
    """Propose to book a technician's visit.

    Call this when the caller wants a technician to come, to the address of their account. If the answer says the time
    is taken, call it again for the free one that it names. The caller has to be identified.

    Args:
        day: The day, as YYYY-MM-DD.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20).
        note: What the technician should know. Leave it out unless the caller told you something for him.
    """
    call = context.userdata
    wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD)
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        await _none_booked(
            call, connection, customer_id, wished={"day": wished.isoformat(), "part_of_day": part_of_day}
        )
        area = await customer_area(connection, customer_id)
        await require_free(call, connection, area, wished, part_of_day, tool="book_appointment")
    return NotedVisit(**visit(wished, part_of_day), note=read_note(note))


@book_appointment.commits
async def _book(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> NotedVisit:
    customer_id = await _locked(call, connection)
    await connection.execute(QUERIES["close_past"].sql, customer_id, today(call))
    await _none_booked(call, connection, customer_id, wished={key: facts[key] for key in ("day", "part_of_day")})
    await _reserve(call, connection, customer_id, facts, facts["note"], tool="book_appointment")
    return cast(NotedVisit, facts)


class MovedVisit(NotedVisit):
    """A visit and the time it was moved from."""

    from_day: str
    from_part_of_day: str


@writing_tool("move", "moving")
async def move_appointment(
    context: RunContext[CallContext],
    day: NewDay | None = None,
    part_of_day: PartOfDay | None = None,
    days_later: DaysLater | None = None,
    note: Note | None = None,
) -> MovedVisit:
    """Propose to move the caller's appointment to another time.

    Call this when the caller has an appointment and wants another day or part of the day. The old time is given up only
    if the new one is free. What was noted for the technician stays noted. The caller has to be identified.

    Args:
        day: The new day, as YYYY-MM-DD. Leave it out if only the part of the day is to change.
        part_of_day: Morning (8 to 12), afternoon (12 to 16) or evening (16 to 20). Leave it out unless they named one.
        days_later: How many days later than now it is to be ("a week later": 7), negative if earlier. Leave it out if
            they named a day.
        note: What the technician should know besides. Leave it out unless the caller told you something for him.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        booked = await _required(call, connection, customer_id, offer="book_appointment")
        if day is None and days_later:
            day = (booked.day + timedelta(days=days_later)).isoformat()
            part_of_day = part_of_day or cast(PartOfDay, booked.part_of_day)
        if day is None and part_of_day in (None, booked.part_of_day):
            raise AskAgain("day", "which-day", **visit(booked.day, booked.part_of_day))
        wished = read_day(day, call, parameter="day", latest_days=LATEST_DAY_AHEAD) if day else booked.day
        if part_of_day is None:
            raise AskAgain("part_of_day", "which-part")
        if (booked.day, booked.part_of_day) == (wished, part_of_day):
            raise Cannot("already-then", **visit(wished, part_of_day))
        with_note(booked.note, read_note(note))
        area = await customer_area(connection, customer_id)
        await require_free(call, connection, area, wished, part_of_day, tool="move_appointment")
    return MovedVisit(
        **visit(wished, part_of_day),
        from_day=booked.day.isoformat(),
        from_part_of_day=booked.part_of_day,
        note=read_note(note),
    )


@move_appointment.commits
async def _move(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> MovedVisit:
    customer_id = await _locked(call, connection)
    booked = await _still_booked(call, connection, customer_id, facts["from_day"], facts["from_part_of_day"])
    await give_up(connection, booked, "moved")
    note = with_note(booked.note, facts["note"])
    await _reserve(call, connection, customer_id, facts, note, tool="move_appointment")
    return cast(MovedVisit, facts)


@writing_tool("note")
async def add_visit_note(context: RunContext[CallContext], note: Note) -> NotedVisit:
    """Propose to note something for the technician of the visit that the caller has booked.

    Call this when the caller has an appointment, keeps its time, and wants the technician to know something: a dog, a
    gate code, where the key is. It is added to what is noted already. The caller has to be identified.

    Args:
        note: What the technician should know, in the caller's words: it is read out to them.
    """
    call = context.userdata
    text = read_note(note)
    if not text:
        raise AskAgain("note", "no-note")
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        booked = await _required(call, connection, customer_id, offer="book_appointment", note=text)
    with_note(booked.note, text)
    return NotedVisit(**visit(booked.day, booked.part_of_day), note=text)


@add_visit_note.commits
async def _add_note(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> NotedVisit:
    customer_id = await _locked(call, connection)
    booked = await _still_booked(call, connection, customer_id, facts["day"], facts["part_of_day"])
    note = with_note(booked.note, facts["note"])
    await connection.execute(QUERIES["note_visit"].sql, booked.appointment_id, note, call.call.call_id)
    return cast(NotedVisit, facts)


@writing_tool("cancel", "call off")
async def cancel_appointment(context: RunContext[CallContext]) -> Visit:
    """Propose to cancel the caller's appointment.

    Call this when the caller no longer wants the technician to come. The caller has to be identified.
    """
    call = context.userdata
    async with connect(call) as connection:
        booked = await _required(call, connection, await verified(call, connection))
    return visit(booked.day, booked.part_of_day)


@cancel_appointment.commits
async def _cancel(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Visit:
    customer_id = await _locked(call, connection)
    booked = await _still_booked(call, connection, customer_id, facts["day"], facts["part_of_day"])
    await give_up(connection, booked, "cancelled")
    return cast(Visit, facts)


async def _required(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, *, offer: str = "", note: str = ""
) -> Appointment:
    booked = await current_appointment(call, connection, customer_id)
    if booked is None:
        raise Cannot("no-appointment", offer=offer, offer_arguments={"note": note} if note else {})
    return booked


async def _none_booked(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, *, wished: Mapping[str, str]
) -> None:
    if (booked := await current_appointment(call, connection, customer_id)) is not None:
        booked_at = visit(booked.day, booked.part_of_day)
        is_then = wished == {key: booked_at[key] for key in ("day", "part_of_day")}
        offer = "" if is_then else "move_appointment"
        raise Cannot("already-booked", offer=offer, offer_arguments=wished, **booked_at)


async def _locked(call: CallContext, connection: asyncpg.Connection) -> int:
    """Return the customer's id; no other call changes their appointment until the transaction ends."""
    customer_id = await verified(call, connection)
    await connection.execute(QUERIES["lock_customer"].sql, customer_id)
    return customer_id


async def _still_booked(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, day: str, part_of_day: str
) -> Appointment:
    """Return the appointment that was spoken of.

    Raises:
        Cannot: `no-appointment`, it isn't there any more; `changed-meanwhile`, another call has moved it.
    """
    booked = await _required(call, connection, customer_id)
    if (booked.day.isoformat(), booked.part_of_day) != (day, part_of_day):
        raise Cannot("changed-meanwhile", **visit(booked.day, booked.part_of_day))
    return booked


async def _reserve(
    call: CallContext,
    connection: asyncpg.Connection,
    customer_id: int,
    facts: Mapping[str, Any],
    note: str,
    *,
    tool: str,
) -> None:
    area = await customer_area(connection, customer_id)
    day = date.fromisoformat(facts["day"])
    slot_id = await take_slot(call, connection, area, day, facts["part_of_day"], tool=tool)
    await connection.execute(QUERIES["add_appointment"].sql, customer_id, slot_id, call.call.call_id, note)
