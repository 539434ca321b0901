"""Who the caller is: known by the calling number, or by account number and ZIP code. Shared by the specialists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.answers import AskAgain, Cannot, NeedsTool
from callcenter.agents.connection import connect
from callcenter.agents.parameters import AccountNumber, Postcode, read_digits
from callcenter.calls.context import CUSTOMER, CallContext
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("identity.sql"))

#: After so many wrong account numbers a person takes over.
MAX_FAILED_IDENTIFICATIONS = 3


@function_tool
async def identify_customer(
    context: RunContext[CallContext], account_number: AccountNumber, postcode: Postcode
) -> dict[str, Any]:
    """Find out which customer is calling.

    Call this when another tool answers that it needs it, or when the caller gives an account number. Ask for the
    account number first, then for the ZIP code, one question each. The answer never holds the customer's name or
    address, and you must never tell the caller which of the two was wrong.

    Args:
        account_number: The eight digits of the account, as the bill shows them.
        postcode: The five-digit ZIP code of the customer's address.
    """
    call = context.userdata
    number = read_digits(account_number, length=8, parameter="account_number", code="bad-account-number")
    code = read_digits(postcode, length=5, parameter="postcode", code="bad-postcode")
    async with connect(call) as connection:
        customer = await connection.fetchrow(QUERIES["customer_by_account"].sql, number, code)
    if customer is None:
        call.failed_identifications += 1
        if call.failed_identifications >= MAX_FAILED_IDENTIFICATIONS:
            call.tag("identification-failed")
            raise Cannot("too-many-failures", person=True)
        raise AskAgain("account_number", "no-match", forget=("postcode",))
    _set_customer(call, customer, by="account-number")
    return {"identified": True}


async def identify_by_number(call: CallContext, connection: asyncpg.Connection) -> bool:
    """Identify the caller by the calling number; tell whether exactly one customer has it."""
    if call.customer_id is not None:
        return True
    if not call.call.caller_number:
        return False
    rows = await connection.fetch(QUERIES["customers_by_phone_number"].sql, call.call.caller_number)
    if len(rows) != 1:
        return False
    _set_customer(call, rows[0], by="calling-number")
    return True


async def identified(call: CallContext, connection: asyncpg.Connection) -> int:
    """Return the caller's customer id.

    Raises:
        NeedsTool: nobody knows who calls: `identify_customer` has to be called first.
        Cannot: the caller has failed to identify themselves too often already.
    """
    await identify_by_number(call, connection)
    if call.customer_id is not None:
        return call.customer_id
    if call.failed_identifications >= MAX_FAILED_IDENTIFICATIONS:
        raise Cannot("too-many-failures", person=True)
    raise NeedsTool("identify_customer", "not-identified")


def _set_customer(call: CallContext, customer: asyncpg.Record, *, by: str) -> None:
    call.customer_id = customer["customer_id"]
    # What they may well say, and a recogniser wouldn't know.
    call.expect_words(CUSTOMER, (customer["name"], customer["street"], customer["city"]))
    call.tag(f"identified-by:{by}")
