"""Whether a payment has arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import MoneyPaid
from callcenter.calls.context import CallContext

from .invoices import QUERIES, balance_cents

#: How far back payments are looked for.
PAYMENT_DAYS = 90


class Payment(TypedDict):
    """Answer of `payment_status`: the payment asked about, or the latest one if it isn't there.

    `is_found` is false if none of the amount asked about has arrived; `amount_cents` is 0 if none has at all.
    """

    asked_cents: int | None
    is_found: bool
    amount_cents: int
    paid_on: str
    method: str
    balance_cents: int


@function_tool
async def payment_status(context: RunContext[CallContext], amount_cents: MoneyPaid | None = None) -> Payment:
    """Look up whether a payment of the caller has arrived, with its amount and day.

    Call this when the caller asks whether we got their payment, or says that they have paid. The caller has to be
    identified. Say only what the answer says about payments; never that one is on its way.

    Args:
        amount_cents: How much they paid, in cents. Leave it out unless they named the amount.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        since = today(call) - timedelta(days=PAYMENT_DAYS)
        rows = await connection.fetch(QUERIES["payments_since"].sql, customer_id, since)
        owed = await balance_cents(connection, customer_id)
    asked = [row for row in rows if amount_cents is None or row["amount_cents"] == amount_cents]
    shown = next(iter(asked or rows), None)
    return Payment(
        asked_cents=amount_cents,
        is_found=bool(asked),
        amount_cents=shown["amount_cents"] if shown else 0,
        paid_on=shown["paid_on"].isoformat() if shown else "",
        method=shown["method"] if shown else "",
        balance_cents=owed,
    )
