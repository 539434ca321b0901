"""Opening a ticket: any agent may, so that no caller is left without somebody who follows up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, TypedDict

import asyncpg
from livekit.agents import RunContext
from pydantic import Field
from rapidfuzz import fuzz

from callcenter.agents.shared_tools.callback import Callback, read_callback, read_callback_number
from callcenter.agents.shared_tools.identity import identify_by_number
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import (
    CallBackName,
    CallBackWish,
    ClockTime,
    Day,
    NoCallBack,
    PartOfDay,
    PhoneNumber,
)
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext
from callcenter.domain.identity import IdentityLevel
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("tickets.sql"))

#: What a language model is told to write down.
SUMMARY = 'What it is about, in one sentence, as the caller would write it ("I ..."): it is read out to them.'
#: What it is told of call backs that no day, part or time can say, and of whom else to call.
WISH = (
    'What else they wish of the time, as it follows "call you back": "after two o\'clock", "any day but Wednesday",'
    ' "two o\'clock Chicago time", "only if needed". Leave it out if day, part and time say it.'
)
NAME = 'Whom to call, if it isn\'t the caller, as you would tell the caller: "Gus", "your wife".'
#: Longest summary kept; a caller can't fill the database.
MAX_SUMMARY = 500
#: Days in which a ticket about the same matter is taken for the same.
SAME_MATTER = timedelta(days=14)
#: Leads in what a test has found, after what the caller has told of it: the same finding is the same matter.
FOUND = "Line test:"
#: How alike (0-100) two summaries are that are about the same.
SAME_WORDS = 85


class TicketWish(TypedDict):
    """What a ticket would hold. `callback` says where: `given` (then with the number), `calling`, `on-file` or `none`.

    `callback_name` is whom to call, '' for the caller; `callback_wish` what is wished of the time in words. `changes`
    is the number of the ticket about the same matter whose call back it moves; '' is a new one.
    """

    summary: str
    callback: str
    callback_number: str
    callback_on: str | None
    callback_part: str
    callback_time: str | None
    callback_wish: str
    callback_name: str
    changes: str


class Ticket(TicketWish):
    """A ticket that was opened."""

    ticket_number: str


@writing_tool("ticket", "note", "write")
async def open_ticket(
    context: RunContext[CallContext],
    summary: Annotated[str, Field(description=SUMMARY)],
    callback_day: Day | None = None,
    callback_part: PartOfDay | None = None,
    callback_time: ClockTime | None = None,
    callback_wish: Annotated[CallBackWish | None, Field(description=WISH)] = None,
    callback_number: PhoneNumber | None = None,
    callback_name: Annotated[CallBackName | None, Field(description=NAME)] = None,
    no_call_back: NoCallBack | None = None,
) -> TicketWish:
    """Propose a ticket, so that a colleague follows up and calls back.

    Call this when a fault needs one of our people, or when no person could be reached. From a cable or a cabinet
    outdoors callers are to keep away, and its street, number and town belong in the summary: ask first. Called again
    for the same matter it changes the call back; for more words call add_to_ticket. Promise no time of a call back but
    the one in the answer.

    Args:
        summary: What it is about, in one sentence, as the caller would write it ("I ..."): it is read out to them.
        callback_day: The day they would like to be called, as YYYY-MM-DD. Leave it out unless they named one.
        callback_part: morning, afternoon or evening. Needs no day. Leave it out unless they named one.
        callback_time: The time of day by our clock, as HH:MM. Leave it out unless they named just one ("at half past
            two").
        callback_wish: What else they wish of the time, in words.
        callback_number: Where to call back. Leave it out unless the tool asks for it or the caller gives a number.
        callback_name: Whom to call, if it isn't the caller.
        no_call_back: True if the caller says that nobody need call back, or only wants something noted.
    """
    when = read_callback(
        context.userdata,
        day=callback_day,
        part=callback_part,
        at=callback_time,
        wish=callback_wish,
        name=callback_name,
    )
    return await wish_ticket(context.userdata, summary, callback_number, when, no_call_back=bool(no_call_back))


@writing_tool("message", "call you back")
async def leave_message(
    context: RunContext[CallContext],
    message: Annotated[str, Field(description=SUMMARY)],
    callback_day: Day | None = None,
    callback_part: PartOfDay | None = None,
    callback_time: ClockTime | None = None,
    callback_wish: Annotated[CallBackWish | None, Field(description=WISH)] = None,
    callback_number: PhoneNumber | None = None,
    callback_name: Annotated[CallBackName | None, Field(description=NAME)] = None,
    no_call_back: NoCallBack | None = None,
) -> TicketWish:
    """Propose to take a message, so that somebody calls back, at a time the caller wishes.

    Call this when the caller wants somebody to be called back, or to leave word for our people; it reaches no customer.
    For a fault that needs one of our people call open_ticket instead. A wished time is written down; never promise
    that it will be kept. For more words to a message that is taken call add_to_ticket.

    Args:
        message: What it is about, in one sentence, as the caller would write it ("I ..."): it is read out to them.
        callback_day: The day they would like to be called, as YYYY-MM-DD. Leave it out unless they named one.
        callback_part: Morning, afternoon or evening. Needs no day. Leave it out unless they named one.
        callback_time: The time of day by our clock, as HH:MM. Leave it out unless they named just one ("at half past
            two").
        callback_wish: What else they wish of the time, in words.
        callback_number: Where to call back. Leave it out unless the tool asks for it or the caller gives a number.
        callback_name: Whom to call, if it isn't the caller.
        no_call_back: True if the caller says that nobody need call back, or only wants something noted or passed on.
    """
    if no_call_back:
        return await wish_ticket(context.userdata, message, None, Callback(), no_call_back=True)
    when = read_callback(
        context.userdata,
        day=callback_day,
        part=callback_part,
        at=callback_time,
        wish=callback_wish,
        name=callback_name,
    )
    return await wish_ticket(context.userdata, message, callback_number, when)


async def wish_ticket(
    call: CallContext, summary: str, number: str | None, when: Callback, *, no_call_back: bool = False
) -> TicketWish:
    """Return what a ticket would hold.

    Raises:
        AskAgain: the summary is empty, or there is no number that can be called back.
        Cannot: `already-open`, a ticket about the same is open, and no other time is wished for it.
    """
    text = " ".join(summary.split())[:MAX_SUMMARY]
    if not text:
        raise AskAgain("summary", "no-summary")
    async with connect(call) as connection:
        await identify_by_number(call, connection)
        same = await _same_matter(call, connection, text)
        wished = read_callback_number(number, call, parameter="callback_number") if number else ""
        if same is not None and not _is_changed(same, when, wished, no_call_back=no_call_back):
            raise _already_open(call, same)
        if same is not None and not when.is_wished and not no_call_back:
            when = _noted(same)  # only the number changes
        where, given = ("none", "") if no_call_back else await _callback_number(call, connection, number)
    return TicketWish(
        summary=text,
        callback=where,
        callback_number=given if where == "given" else "",
        callback_on=when.day.isoformat() if when.day else None,
        callback_part=when.part_of_day,
        callback_time=when.time.isoformat("minutes") if when.time else None,
        callback_wish=when.wish,
        callback_name=when.name,
        changes=same["ticket_number"] if same is not None else "",
    )


@leave_message.commits
@open_ticket.commits
async def write_ticket(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Ticket:
    """Write the ticket, or when its call back is wished; only a verified caller's is put on their account.

    Raises:
        AskAgain: there is no number that can be called back.
        Cannot: `already-open`, a ticket about the same was opened meanwhile, and no other time is wished for it.
    """
    await connection.execute(QUERIES["lock_tickets"].sql, str(account_of(call) or call.call.call_id))
    same = await _same_matter(call, connection, facts["summary"])
    when, given = _when(facts), facts["callback_number"] or None
    is_none = facts["callback"] == "none"
    if same is not None and not _is_changed(same, when, given or "", no_call_back=is_none):
        raise _already_open(call, same)
    number = "" if is_none else (await _callback_number(call, connection, given))[1]
    wished = (when.day, when.part_of_day, when.time, when.wish, when.name)
    if same is not None:
        changed = same["ticket_number"]
        new_number = number if given or is_none else None
        await connection.execute(QUERIES["move_call_back"].sql, changed, *wished, new_number)
        return Ticket(**{**facts, "changes": changed, "ticket_number": changed})  # type: ignore[typeddict-item]
    what = (account_of(call), number, call.agent, facts["summary"], call.call.call_id)
    ticket_number = await connection.fetchval(QUERIES["open_ticket"].sql, *what, *wished)
    return Ticket(**{**facts, "changes": "", "ticket_number": ticket_number})  # type: ignore[typeddict-item]


def _when(facts: Mapping[str, Any]) -> Callback:
    """Return when and whom to call, as the facts of a proposal have it."""
    return Callback(
        day=date.fromisoformat(facts["callback_on"]) if facts["callback_on"] else None,
        part_of_day=facts["callback_part"],
        time=time.fromisoformat(facts["callback_time"]) if facts["callback_time"] else None,
        wish=facts["callback_wish"],
        name=facts["callback_name"],
    )


def account_of(call: CallContext) -> int | None:
    """Return whose account it is if that is sure: only then is anything put on it."""
    return call.customer_id if call.identity_level is IdentityLevel.VERIFIED else None


async def _same_matter(call: CallContext, connection: asyncpg.Connection, summary: str) -> asyncpg.Record | None:
    """Return the open ticket in which the same caller has asked this before: one matter has one ticket."""
    rows = await connection.fetch(
        QUERIES["open_tickets"].sql, account_of(call), call.call.call_id, datetime.now(UTC) - SAME_MATTER
    )
    alike = (row for row in rows if fuzz.token_sort_ratio(_matter(row["summary"]), _matter(summary)) >= SAME_WORDS)
    return next(alike, None)


def _matter(summary: str) -> str:
    """Return what tells a ticket's matter from another's: what was found, if anything was."""
    _, found, what = summary.lower().rpartition(FOUND.lower())
    return what if found else summary.lower()


def _is_changed(ticket: asyncpg.Record, when: Callback, number: str, *, no_call_back: bool) -> bool:
    """Tell whether another time or number is wished than the ticket has, or no call any more."""
    if no_call_back:
        return bool(ticket["callback_number"])
    return (when.is_wished and _noted(ticket) != when) or number not in ("", ticket["callback_number"])


def _noted(ticket: asyncpg.Record) -> Callback:
    return Callback(
        day=ticket["callback_on"],
        part_of_day=ticket["callback_part"],
        time=ticket["callback_time"],
        wish=ticket["callback_wish"],
        name=ticket["callback_name"],
    )


def _already_open(call: CallContext, ticket: asyncpg.Record) -> Cannot:
    return Cannot(
        "already-open",
        ticket_number=ticket["ticket_number"],
        opened_on=today(call, ticket["opened_at"]),
        state=ticket["state"],
        next="Say that this is taken down already, and needs no second ticket. For more words call add_to_ticket.",
    )


async def _callback_number(call: CallContext, connection: asyncpg.Connection, given: str | None) -> tuple[str, str]:
    """Return where to call back (`given`, `calling` or `on-file`) and the number; only a given one is ever told.

    Raises:
        AskAgain: there is none, or the one given can't be called back.
    """
    if given:
        return "given", read_callback_number(given, call, parameter="callback_number")
    try:
        return "calling", read_callback_number(call.call.caller_number, call, parameter="callback_number")
    except AskAgain:
        pass  # withheld, or none that we call back
    if (account := account_of(call)) is not None:
        return "on-file", str(await connection.fetchval(QUERIES["customer_phone_number"].sql, account))
    raise AskAgain("callback_number", "no-number")
