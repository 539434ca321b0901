"""Opening a ticket: any agent may, so that no caller is left without somebody who follows up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import asyncpg
from livekit.agents import RunContext, function_tool
from pydantic import Field

from callcenter.agents.answers import AskAgain
from callcenter.agents.connection import connect
from callcenter.agents.identity import identify_by_number
from callcenter.agents.parameters import PhoneNumber, read_phone_number
from callcenter.calls.context import CallContext
from callcenter.store.named_sql import load_queries
from callcenter.store.writes import once

QUERIES = load_queries(Path(__file__).with_name("tickets.sql"))

#: Longest summary kept; a caller can't fill the database.
MAX_SUMMARY = 500


@function_tool
async def open_ticket(
    context: RunContext[CallContext],
    summary: Annotated[str, Field(description="What the matter is, in the caller's words, in one sentence.")],
    callback_number: PhoneNumber | None = None,
) -> dict[str, Any]:
    """Open a ticket so that a colleague follows up and calls back.

    Call this only after the caller has agreed to it: when a fault needs one of our people, or when no person could
    be reached. Afterwards read the ticket's number back, digit by digit. Somebody calls back within one working
    day; promise nothing else.

    Args:
        summary: What the matter is, in the caller's words, in one sentence.
        callback_number: Where to call back. Leave it out unless the tool asks for it or the caller gives a number.
    """
    call = context.userdata
    text = summary.strip()[:MAX_SUMMARY]
    if not text:
        raise AskAgain("summary", "no-summary")
    async with connect(call) as connection:
        await identify_by_number(call, connection)
        number = await _callback_number(call, connection, callback_number)

        async def write() -> dict[str, Any]:
            ticket_number = await connection.fetchval(
                QUERIES["open_ticket"].sql, call.customer_id, number, call.agent, text, call.call.call_id
            )
            return {"ticket_number": ticket_number, "callback_number": number}

        arguments = {"summary": text, "callback_number": number}
        return await once(connection, call.call.call_id, "open_ticket", arguments, write)


async def _callback_number(call: CallContext, connection: asyncpg.Connection, given: str | None) -> str:
    """Return the number given, else the calling number, else the customer's."""
    if given:
        return read_phone_number(given, call, parameter="callback_number")
    if call.call.caller_number:
        return call.call.caller_number
    if call.customer_id is not None:
        return str(await connection.fetchval(QUERIES["customer_phone_number"].sql, call.customer_id))
    raise AskAgain("callback_number", "no-number")
