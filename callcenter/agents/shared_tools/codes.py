"""Verifying a caller by a code sent to the phone number on file. Offered only if a messenger is configured.

Whoever forges a calling number doesn't hold the phone: the code goes to the number on file, never to the caller's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypedDict

import asyncpg
from livekit.agents import RunContext, function_tool
from pydantic import Field

from callcenter.agents.shared_tools.identity import (
    QUERIES,
    Identified,
    begin_try,
    end_try,
    identify_by_number,
    keep_lock,
    note_failure,
    refuse_if_locked,
    set_verified,
)
from callcenter.agents.shared_tools.messenger import send_text
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import AccountNumber, read_digits
from callcenter.calls.context import CallContext

Code = Annotated[
    str, Field(json_schema_extra={"format": "digits", "minLength": 6, "maxLength": 6, "pattern": "^[0-9]{6}$"})
]

#: Tools that are offered only if a messenger is configured.
NEEDS_MESSENGER = frozenset({"send_code", "check_code"})
#: How long a code is good.
GOOD_FOR = timedelta(minutes=10)
#: Codes of one call, and for one account in an hour; nobody's phone is flooded.
MOST_CODES = 3
COUNTED = timedelta(hours=1)


class CodeSent(TypedDict):
    """Answer of `send_code`; the same whether or not there is such an account."""

    code_sent: bool


@function_tool
async def send_code(context: RunContext[CallContext], account_number: AccountNumber | None = None) -> CodeSent:
    """Send a code to the phone number that is on file for the caller's account.

    Call this instead of identify_customer if the caller has the account's phone at hand and asks for a code, or doesn't
    know the ZIP code. Then ask for the code and call check_code. Never say which number it went to.

    Args:
        account_number: The eight digits of the account. Leave it out unless the tool asks for it.
    """
    call = context.userdata
    refuse_if_locked(call)
    code = f"{secrets.randbelow(1_000_000):06d}"
    async with connect(call) as connection, connection.transaction():
        number = await _account_number(call, connection, account_number)
        await keep_lock(call, connection, number)
        since = datetime.now(UTC) - COUNTED
        sent = await connection.fetchrow(QUERIES["codes_sent"].sql, number, call.call.call_id, since)
        if sent is not None and max(sent["of_call"], sent["of_account"]) >= MOST_CODES:
            raise Cannot("too-many-codes", person=True)
        customer = await connection.fetchrow(QUERIES["customer_by_account_number"].sql, number)
        await connection.execute(QUERIES["add_code"].sql, number, call.call.call_id, _digest(code, call))
    if customer is not None:
        text = f"Your code is {code}. Tell it only to the agent on the phone. It is good for ten minutes."
        if not await send_text(call.settings.calls, to=customer["phone_number"], text=text):
            raise Cannot("not-sent", offer="identify_customer")
    return CodeSent(code_sent=True)


@function_tool
async def check_code(context: RunContext[CallContext], code: Code) -> Identified:
    """Check the code that the caller was sent.

    Call this when the caller tells the code. Never tell the caller anything about the right code.

    Args:
        code: Its six digits.
    """
    call = context.userdata
    given = read_digits(code, length=6, parameter="code", code="bad-code")
    begin_try(call)
    async with connect(call) as connection, connection.transaction():
        sent = await connection.fetchrow(QUERIES["latest_code"].sql, call.call.call_id, datetime.now(UTC) - GOOD_FOR)
        if sent is None:
            end_try(call)
            raise Cannot("no-code", offer="send_code")
        await keep_lock(call, connection, sent["account_number"])
        customer = await connection.fetchrow(QUERIES["customer_by_account_number"].sql, sent["account_number"])
        if customer is not None and not hmac.compare_digest(sent["code_sha256"], _digest(given, call)):
            customer = None
        if customer is not None:
            now = datetime.now(UTC)
            await connection.execute(QUERIES["forget_codes"].sql, call.call.call_id, now - COUNTED)
        else:
            await note_failure(call, connection, sent["account_number"])
    if customer is None:
        refuse_if_locked(call)
        raise AskAgain("code", "wrong-code")
    end_try(call)
    set_verified(call, customer, by="code")
    return Identified(identified=True)


async def _account_number(call: CallContext, connection: asyncpg.Connection, given: str | None) -> str:
    """Return the account number given, else that of the caller's own number."""
    if given:
        return read_digits(given, length=8, parameter="account_number", code="bad-account-number")
    await identify_by_number(call, connection)
    if call.customer_id is None:
        raise AskAgain("account_number", "which-account")
    return str(await connection.fetchval(QUERIES["account_of_customer"].sql, call.customer_id))


def _digest(code: str, call: CallContext) -> str:
    return hashlib.sha256(f"{call.call.call_id}/{code}".encode()).hexdigest()
