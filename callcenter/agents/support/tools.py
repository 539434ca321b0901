"""What the support specialist can do. Docstrings are written for the model; times are in the business's time zone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.additions import add_to_ticket as add_to_ticket
from callcenter.agents.shared_tools.clock import time_elsewhere as time_elsewhere
from callcenter.agents.shared_tools.codes import check_code as check_code
from callcenter.agents.shared_tools.codes import send_code as send_code
from callcenter.agents.shared_tools.identity import identify_by_number, verified
from callcenter.agents.shared_tools.identity import identify_customer as identify_customer
from callcenter.agents.shared_tools.tickets import FOUND
from callcenter.agents.shared_tools.tickets import leave_message as leave_message
from callcenter.agents.shared_tools.tickets import open_ticket as open_ticket
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import local, today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import Postcode, TicketNumber, read_digits
from callcenter.agents.toolkit.time_zones import zone_of_postcode
from callcenter.calls.context import CallContext
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


class OutageEnd(TypedDict):
    """When an outage should be over, None if nobody knows.

    `end_there` is the same moment by the clock at its ZIP code, HH:MM, and `end_there_day` its day if that is another;
    None where the clock is ours, or isn't known.
    """

    expected_end_at: str | None
    end_there: str | None
    end_there_day: str | None


_NO_END = OutageEnd(expected_end_at=None, end_there=None, end_there_day=None)


class Outage(OutageEnd):
    """Answer of `check_outage`: since when, why and until when."""

    is_outage: bool
    cause: str
    started_at: str | None
    offer: str


@function_tool
async def check_outage(context: RunContext[CallContext], postcode: Postcode | None = None) -> Outage:
    """Look up whether there is an outage where the caller lives, its cause and when it should be over.

    Call this first when the caller has no internet or asks about an outage. The caller need not be identified.

    Args:
        postcode: Five-digit ZIP code. Leave it out unless the tool asks for it or the caller asks about another place.
    """
    call = context.userdata
    async with connect(call) as connection:
        code = await _postcode(call, connection, postcode)
        row = await connection.fetchrow(QUERIES["outage"].sql, code)
    if row is None:
        return Outage(is_outage=False, cause="", started_at=None, offer="run_line_test", **_NO_END)
    call.tag("outage")
    return Outage(
        is_outage=True,
        cause=row["cause"],
        started_at=local(call, row["started_at"]),
        **_end(call, row["expected_end_at"], code),
        offer="",
    )


async def _postcode(call: CallContext, connection: asyncpg.Connection, given: str | None) -> str:
    if given:
        return read_digits(given, length=5, parameter="postcode", code="bad-postcode")
    await identify_by_number(call, connection)
    if call.customer_id is None:
        raise AskAgain("postcode", "no-postcode")
    return str(await connection.fetchval(QUERIES["customer_postcode"].sql, call.customer_id))


def _end(call: CallContext, at: datetime | None, postcode: str) -> OutageEnd:
    """Return when an outage ends, by our clock and by that at its ZIP code."""
    if at is None:
        return _NO_END
    ours = at.astimezone(ZoneInfo(call.settings.calls.timezone))
    zone = zone_of_postcode(postcode)
    there = at.astimezone(ZoneInfo(zone)) if zone else ours
    is_other = there.utcoffset() != ours.utcoffset()
    return OutageEnd(
        expected_end_at=local(call, at),
        end_there=there.strftime("%H:%M") if is_other else None,
        end_there_day=there.date().isoformat() if is_other and there.date() != ours.date() else None,
    )


class LineTest(TypedDict, total=False):
    """Answer of `run_line_test`. state: ok, slow, unstable, no-signal, outage. suggestion: reboot, ticket, wait."""

    state: str
    suggestion: str
    speed_mbps: int
    measured_mbps: int
    drops_per_day: int
    is_retest: bool
    cause: str
    expected_end_at: str | None
    end_there: str | None
    end_there_day: str | None
    offer: str
    offer_arguments: dict[str, Any]
    next: str


_SUGGESTIONS = {"ok": "reboot", "slow": "reboot", "unstable": "ticket", "no-signal": "ticket"}
_SUMMARIES = {
    "ok": f"{FOUND} good up to the modem; a restart of it was advised.",
    "slow": f"{FOUND} slow; a restart of the modem was advised.",
    "unstable": f"{FOUND} it drops repeatedly.",
    "no-signal": f"{FOUND} no signal.",
}
_NEXT = {
    "reboot": "Ask the caller to unplug the modem for thirty seconds. If that didn't help, offer a ticket.",
    "ticket": (
        "Ask which they would like: a ticket, so that our people look into it and call back, or a technician's visit at"
        " their home on a set day."
    ),
}


@function_tool
async def run_line_test(context: RunContext[CallContext]) -> LineTest:
    """Test the caller's line from our side, up to the modem.

    Call this when the caller's internet is gone, slow or dropping and check_outage found no outage. The caller has
    to be identified, except to hear of an outage. It only measures; it opens no ticket and mends nothing.
    """
    call = context.userdata
    async with connect(call) as connection:
        await identify_by_number(call, connection)
        if (outage := await _outage_at_home(call, connection)) is None:
            await verified(call, connection)
            outage = await _outage_at_home(call, connection)
        line = await connection.fetchrow(QUERIES["line"].sql, call.customer_id)
    if outage is not None:
        call.tag("outage")
        end = _end(call, outage["expected_end_at"], outage["postcode"])
        return LineTest(
            state="outage",
            suggestion="wait",
            cause=outage["cause"],
            expected_end_at=end["expected_end_at"],
            end_there=end["end_there"],
            end_there_day=end["end_there_day"],
            next="Tell the caller about the outage.",
        )
    if line is None:
        raise Cannot("no-service", person=True)
    state = line["line_state"]
    is_retest = call.notes.get("line_tested") == call.customer_id
    call.notes["line_tested"] = call.customer_id
    # A caller who had the line tested and comes back has restarted the modem in vain, or won't.
    suggestion = "ticket" if is_retest else _SUGGESTIONS[state]
    answer = LineTest(
        state=state,
        suggestion=suggestion,
        speed_mbps=line["speed_mbps"],
        measured_mbps=line["measured_mbps"],
        drops_per_day=line["drops_per_day"],
        is_retest=is_retest,
        next=_NEXT[suggestion],
    )
    if suggestion == "ticket":
        answer["offer"], answer["offer_arguments"] = "open_ticket", {"summary": _SUMMARIES[state]}
    return answer


async def _outage_at_home(call: CallContext, connection: asyncpg.Connection) -> asyncpg.Record | None:
    """Return the outage where the caller lives, if there is one: a calling number is enough to hear of it."""
    if call.customer_id is None:
        return None
    code = await connection.fetchval(QUERIES["customer_postcode"].sql, call.customer_id)
    return await connection.fetchrow(QUERIES["outage"].sql, code)


class TicketState(TypedDict):
    """Answer of `get_ticket`. `state`: open, in-progress or closed; `note` is of our people, `added` of the caller."""

    ticket_number: str
    state: str
    note: str
    added: str
    opened_on: str
    closed_on: str | None


@function_tool
async def get_ticket(context: RunContext[CallContext], ticket_number: TicketNumber | None = None) -> TicketState:
    """Look up how far one of the caller's tickets has come.

    Call this when the caller asks about a ticket or a fault they reported before. The caller has to be identified.

    Args:
        ticket_number: Its six digits. Leave it out unless the caller gave it: then it is their latest ticket.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        if ticket_number:
            number = read_digits(ticket_number, length=6, parameter="ticket_number", code="not-found")
            row = await connection.fetchrow(QUERIES["ticket_by_number"].sql, customer_id, number)
            if row is None:
                raise AskAgain("ticket_number", "not-found")
        else:
            row = await connection.fetchrow(QUERIES["latest_ticket"].sql, customer_id)
            if row is None:
                raise Cannot("no-ticket")
    return TicketState(
        ticket_number=row["ticket_number"],
        state=row["state"],
        note=row["note"],
        added=row["added"],
        opened_on=today(call, row["opened_at"]).isoformat(),
        closed_on=today(call, row["closed_at"]).isoformat() if row["closed_at"] else None,
    )
