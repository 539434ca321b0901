"""Promises to pay later: a customer has one at a time, and a new one takes the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

import asyncpg
from livekit.agents import RunContext

from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import day_began, today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import Day, MoneyOrShare, read_day
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext
from callcenter.spoken.numbers.shares import SHARES

from .invoices import QUERIES, dues, left_after

#: Days a customer may put a payment off.
LATEST_PROMISE_DAYS = 30
#: Promises a customer may make in `LATEST_PROMISE_DAYS`, those replaced included; then a person decides.
MOST_PROMISES = 3


class Left(TypedDict):
    """What a promise leaves of one invoice, due on its own day."""

    amount_cents: int
    due_on: str
    is_overdue: bool


class Promise(TypedDict):
    """A promise to pay. `replaces` is the day of the one it takes the place of, None if there was none.

    `left_cents` is what of all that is owed it leaves, due as before, and `left` what of it is due when.
    """

    pay_on: str
    amount_cents: int
    left_cents: int
    left: list[Left]
    replaces: str | None


@writing_tool("pay", "promise")
async def promise_payment(
    context: RunContext[CallContext], pay_on: Day, amount_cents: MoneyOrShare | None = None
) -> Promise:
    """Propose to note the caller's promise to pay by a day, so that no late fee comes until then.

    Call this when the caller can't pay now or wants to pay later. At most 30 days ahead. It takes no payment. There is
    one promise at a time, never two parts: a new one takes the place of the earlier one. The caller has to be
    identified.

    Args:
        pay_on: The day they will pay, as YYYY-MM-DD.
        amount_cents: How much they will pay, in cents, or half, third or quarter of what they owe. Leave it out for the
            whole balance.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        return await _wished(call, connection, customer_id, pay_on, amount_cents)


@promise_payment.commits
async def _promise(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Promise:
    customer_id = await verified(call, connection)
    await connection.execute(QUERIES["lock_customer"].sql, customer_id)
    promise = await _wished(call, connection, customer_id, facts["pay_on"], facts["amount_cents"])
    if promise != facts:
        raise Cannot("changed-meanwhile", person=True)
    await connection.execute(QUERIES["end_promises"].sql, customer_id)
    day = date.fromisoformat(promise["pay_on"])
    await connection.execute(QUERIES["add_promise"].sql, customer_id, day, promise["amount_cents"], call.call.call_id)
    return promise


async def _wished(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, pay_on: str, wanted: int | str | None
) -> Promise:
    """Return what would be noted.

    Raises:
        AskAgain: the day or the amount can't be promised.
        Cannot: nothing is owed, the same is noted already, or it is one promise too many.
    """
    owed, found = await dues(connection, customer_id)
    if owed <= 0:
        raise Cannot("nothing-to-pay")
    day = read_day(pay_on, call, parameter="pay_on", latest_days=LATEST_PROMISE_DAYS)
    amount = owed if wanted is None else -(-owed // SHARES[wanted]) if isinstance(wanted, str) else wanted
    if amount <= 0:
        raise AskAgain("amount_cents", "bad-amount")
    if amount > owed:
        raise AskAgain("amount_cents", "more-than-owed", balance_cents=owed)
    before = await connection.fetchrow(QUERIES["open_promise"].sql, customer_id, today(call))
    if before is not None and (before["pay_on"], before["amount_cents"]) == (day, amount):
        promised_on = today(call, before["promised_at"])
        raise Cannot("already-promised", pay_on=day, amount_cents=amount, promised_on=promised_on)
    since = day_began(call, today(call) - timedelta(days=LATEST_PROMISE_DAYS))
    if await connection.fetchval(QUERIES["promises_since"].sql, customer_id, since) >= MOST_PROMISES:
        raise Cannot("too-many-promises", person=True)
    replaces = before["pay_on"].isoformat() if before is not None else None
    left = [
        Left(amount_cents=due.amount_cents, due_on=due.due_on.isoformat(), is_overdue=due.due_on < today(call))
        for due in left_after(found, amount)
    ]
    return Promise(pay_on=day.isoformat(), amount_cents=amount, left_cents=owed - amount, left=left, replaces=replaces)
