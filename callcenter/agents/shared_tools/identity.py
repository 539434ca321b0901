"""Who the caller is: recognised by the calling number, verified by account number and ZIP code. For all specialists.

Every account fact and every write needs a verified caller. Wrong guesses are counted in Postgres, across calls: after
three the account and the calling number are locked for a time, and nobody is told which of them it was.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.toolkit.answers import AskAgain, Cannot, NeedsTool
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import AccountNumber, Postcode, read_digits
from callcenter.calls.context import CUSTOMER, CallContext
from callcenter.domain.identity import IdentityLevel
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("identity.sql"))

#: Wrong guesses after which the call, the account and the calling number are locked.
MAX_FAILED_IDENTIFICATIONS = 3
#: The pair of the last wrong guess in the call's notes.
NO_MATCH = "identify_customer"
#: How long failures are kept at least.
KEPT = timedelta(days=1)


class Identified(TypedDict):
    """Answer of `identify_customer`."""

    identified: bool


@function_tool
async def identify_customer(
    context: RunContext[CallContext], account_number: AccountNumber, postcode: Postcode
) -> Identified:
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
    _refuse_known_pair(call, number, code)
    begin_try(call)
    async with connect(call) as connection, connection.transaction():
        await keep_lock(call, connection, number)
        customer = await connection.fetchrow(QUERIES["customer_by_account"].sql, number, code)
        if customer is None:
            await note_failure(call, connection, number)
    if customer is None:
        refuse_if_locked(call)
        call.notes[NO_MATCH] = (number, code)
        raise AskAgain("account_number", "no-match", forget=("postcode",))
    end_try(call)
    set_verified(call, customer, by="account-number")
    return Identified(identified=True)


async def identify_by_number(call: CallContext, connection: asyncpg.Connection) -> bool:
    """Recognise the caller by the calling number; tell whether they are known, now or before: exactly one has it."""
    if call.customer_id is not None:
        return True
    if not call.call.caller_number:
        return False
    rows = await connection.fetch(QUERIES["customers_by_phone_number"].sql, call.call.caller_number)
    if len(rows) != 1:
        return False
    _set_customer(call, rows[0], IdentityLevel.RECOGNISED, by="calling-number")
    return True


async def verified(call: CallContext, connection: asyncpg.Connection) -> int:
    """Return the id of the customer who is surely calling.

    A recognised one will do if the setting `calls.recognised_is_enough` says so.

    Raises:
        NeedsTool: it isn't sure who calls: `identify_customer` has to be called first.
        Cannot: the caller has failed to identify themselves too often already.
    """
    await identify_by_number(call, connection)
    enough = IdentityLevel.RECOGNISED if call.settings.calls.recognised_is_enough else IdentityLevel.VERIFIED
    if call.customer_id is not None and call.identity_level >= enough:
        return call.customer_id
    refuse_if_locked(call)
    raise NeedsTool("identify_customer", "not-identified")


def _refuse_known_pair(call: CallContext, number: str, code: str) -> None:
    """Ask for the ZIP code, the account number having been heard twice, in place of trying the same pair once more.

    Raises:
        AskAgain: the last try was with these two. Once: who insists has their try.
    """
    if call.notes.get(NO_MATCH) == (number, code):
        refuse_if_locked(call)
        del call.notes[NO_MATCH]
        raise AskAgain("postcode", "no-match-again")


def begin_try(call: CallContext) -> None:
    """Count a try before anything is awaited, so that guesses at the same time count too; a good one is taken back.

    Raises:
        Cannot: the call has had its tries.
    """
    refuse_if_locked(call)
    call.failed_identifications += 1


def end_try(call: CallContext) -> None:
    """Take back the count of a try that was good."""
    call.failed_identifications -= 1


def refuse_if_locked(call: CallContext) -> None:
    """Raise `Cannot` if the call has had its tries."""
    if call.failed_identifications >= MAX_FAILED_IDENTIFICATIONS:
        call.tag("identification-failed")
        raise Cannot("too-many-failures", person=True)


async def keep_lock(call: CallContext, connection: asyncpg.Connection, account_number: str) -> None:
    """Refuse a try for an account, or from a number, that has failed too often lately, in any call.

    Others who try for the same wait until the connection's transaction ends.

    Raises:
        Cannot: `too-many-failures`, whether or not the guess was right.
    """
    caller = call.call.caller_number
    for key in sorted({f"account {account_number}", f"number {caller}"}):
        await connection.execute(QUERIES["lock_key"].sql, key)
    since = datetime.now(UTC) - timedelta(minutes=call.settings.calls.identification_lock_minutes)
    failed = await connection.fetchrow(QUERIES["failures"].sql, account_number, caller, since)
    if failed is not None and max(failed["of_account"], failed["of_number"]) >= MAX_FAILED_IDENTIFICATIONS:
        call.failed_identifications = max(call.failed_identifications, MAX_FAILED_IDENTIFICATIONS)
        refuse_if_locked(call)


async def note_failure(call: CallContext, connection: asyncpg.Connection, account_number: str) -> None:
    """Write a wrong guess down."""
    kept = max(KEPT, timedelta(minutes=call.settings.calls.identification_lock_minutes))
    await connection.execute(QUERIES["forget_failures"].sql, datetime.now(UTC) - kept)
    await connection.execute(QUERIES["add_failure"].sql, account_number, call.call.caller_number, call.call.call_id)


def set_verified(call: CallContext, customer: asyncpg.Record, *, by: str) -> None:
    """Take a customer as surely the one who calls."""
    _set_customer(call, customer, IdentityLevel.VERIFIED, by=by)


def _set_customer(call: CallContext, customer: asyncpg.Record, level: IdentityLevel, *, by: str) -> None:
    if call.customer_id != customer["customer_id"]:
        # What was proposed was another customer's.
        call.agreement.expire()
    call.customer_id, call.identity_level = customer["customer_id"], level
    if level is IdentityLevel.VERIFIED and call.settings.models.customer_keyterms == "verified":
        # What they may well say, and a recogniser wouldn't know. It may be sent to a hosted one, so once verified only.
        call.expect_words(CUSTOMER, (customer["name"], customer["street"], customer["city"]))
    call.tag(f"identified-by:{by}")
