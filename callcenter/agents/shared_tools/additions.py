"""Adding to a ticket or a message that was taken down: callers remember the dog and the gate code afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict, cast

import asyncpg
from livekit.agents import RunContext
from pydantic import Field

from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.shared_tools.tickets import MAX_SUMMARY, QUERIES, account_of
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext

#: Most that is added to one ticket; a caller can't fill the database.
MAX_ADDED = 4000


class Addition(TypedDict):
    """What is put to a ticket. `is_of_this_call` tells whether it was taken down in this very call."""

    message: str
    ticket_number: str
    is_of_this_call: bool


@writing_tool("add")
async def add_to_ticket(
    context: RunContext[CallContext],
    message: Annotated[str, Field(description='What is to be added, as the caller would write it ("I ...").')],
    ticket_number: str | None = None,
) -> Addition:
    """Propose to add words to a ticket or a message that was taken down, in this call or before.

    Call this when the caller wants something added to it or put right in it. When, where or whom to call back is
    changed by the tool that took it. For a ticket of before this call the caller has to be identified.

    Args:
        message: What is to be added, as the caller would write it ("I ..."): it is read out to them.
        ticket_number: Its six digits. Leave it out unless the caller gave it: then it is the latest one.
    """
    call = context.userdata
    text = " ".join(message.split())[:MAX_SUMMARY]
    if not text:
        raise AskAgain("message", "no-message")
    async with connect(call) as connection:
        found = await _ticket(call, connection, ticket_number or "")
        if found is None and account_of(call) is None:
            await verified(call, connection)
            found = await _ticket(call, connection, ticket_number or "")
    if found is None:
        raise Cannot("no-open-ticket", offer="leave_message", offer_arguments={"message": text})
    return Addition(message=text, ticket_number=found["ticket_number"], is_of_this_call=bool(found["is_of_this_call"]))


@add_to_ticket.commits
async def _add(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Addition:
    found = await _ticket(call, connection, facts["ticket_number"])
    if found is None:
        raise Cannot("no-open-ticket", offer="leave_message", offer_arguments={"message": facts["message"]})
    await connection.execute(QUERIES["add_to_ticket"].sql, found["ticket_number"], facts["message"])
    return cast(Addition, facts)


async def _ticket(call: CallContext, connection: asyncpg.Connection, number: str) -> asyncpg.Record | None:
    digits = "".join(one for one in number if one.isdigit())
    return await connection.fetchrow(
        QUERIES["ticket_to_add_to"].sql, call.call.call_id, account_of(call), digits, MAX_ADDED
    )
