"""Whether a payment has arrived, and which have."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, TypedDict

from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import BeforeMonth, MoneyPaid, Month, read_month
from callcenter.calls.context import CallContext

from .invoices import QUERIES, balance_cents

#: How far back payments are looked for, and how many are read out at most.
PAYMENT_DAYS = 366
PAYMENTS_READ = 12
#: What callers say who want to hear of more than the latest one.
Earlier = Literal[
    "before", "previous", "prior", "earlier", "older", "history", "all the others", "last few", "past few"
]


class PaymentRead(TypedDict):
    """One payment as it is read out."""

    amount_cents: int
    paid_on: str
    method: str


class Payment(TypedDict):
    """Answer of `payment_status`: the payment asked about, or the latest one if it isn't there.

    `is_found` is false if none of the amount asked about has arrived; `amount_cents` is 0 if none has at all.
    `payments` are all of the time asked about, the latest first, where the caller looks back (`is_list`).
    """

    asked_cents: int | None
    is_found: bool
    amount_cents: int
    paid_on: str
    method: str
    balance_cents: int
    is_list: bool
    payments: list[PaymentRead]


@function_tool
async def payment_status(
    context: RunContext[CallContext],
    amount_cents: MoneyPaid | None = None,
    month: Month | None = None,
    before: BeforeMonth | None = None,
    earlier: Earlier | None = None,
) -> Payment:
    """Look up whether a payment of the caller has arrived, with its amount and day, or the payments of a year.

    Call this when the caller asks whether we got their payment, says that they have paid, or asks for payments of
    before. The caller has to be identified. Say only what the answer says about payments; never that one is on its way.

    Args:
        amount_cents: How much they paid, in cents. Leave it out unless they named the amount.
        month: The month in which they paid, as YYYY-MM. Leave it out unless they named one.
        before: The month before which they want to hear of payments, as YYYY-MM. Leave it out unless they named one.
        earlier: Any of these words if they want to hear of more payments than the latest one.
    """
    call = context.userdata
    in_month = read_month(month, parameter="month") if month else None
    until = read_month(before, parameter="before") if before and in_month is None else None
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        since = today(call) - timedelta(days=PAYMENT_DAYS)
        rows = await connection.fetch(QUERIES["payments_since"].sql, customer_id, since)
        owed = await balance_cents(connection, customer_id)
    is_list = amount_cents is None and any((month, before, earlier))
    listed = [
        row
        for row in rows
        if (in_month is None or row["paid_on"].replace(day=1) == in_month) and (until is None or row["paid_on"] < until)
    ]
    asked = listed if is_list else [row for row in rows if amount_cents in (None, row["amount_cents"])]
    shown = next(iter(asked if is_list else asked or rows), None)
    return Payment(
        asked_cents=amount_cents,
        is_found=bool(asked),
        amount_cents=shown["amount_cents"] if shown else 0,
        paid_on=shown["paid_on"].isoformat() if shown else "",
        method=shown["method"] if shown else "",
        balance_cents=owed,
        is_list=is_list,
        payments=[
            PaymentRead(amount_cents=row["amount_cents"], paid_on=row["paid_on"].isoformat(), method=row["method"])
            for row in listed[:PAYMENTS_READ]
        ],
    )
