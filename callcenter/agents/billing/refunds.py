"""Refunds: asking for one, within limits that count across calls, and what became of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import day_began, today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import Money
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext

from .charges import INVOICES_SEARCHED, NamedLine, find_named
from .invoices import QUERIES, balance_cents, latest_invoice, recent_invoices

#: Days in which a refund request is decided; the next working day if that is at a weekend.
DECISION_DAYS = 7
#: Refunds can't exceed what was paid in so many days.
PAID_WINDOW_DAYS = 120
#: The refund limit is for all refunds of so many days together.
LIMIT_WINDOW_DAYS = 30
#: What a model may do with an amount above the limit if it is to be no person's.
IN_REVIEW_INSTEAD = (
    "If they want no person, or none is free, offer to put it into review: call request_refund with this amount and"
    " review true. It is decided within a week."
)


class Refund(TypedDict):
    """A refund. `status`: approved, or review (somebody decides by `decided_by`). `description` is what it is for.

    `is_above_limit` says that it is more than may be given in the call, so that it is only put into review.
    `left_cents` is what is owed after it (negative: a credit), None while somebody still decides.
    """

    status: str
    amount_cents: int
    decided_by: str
    description: str
    is_above_limit: bool
    left_cents: int | None


@writing_tool("refund", "credit")
async def request_refund(
    context: RunContext[CallContext],
    amount_cents: Money | None = None,
    charge: NamedLine | None = None,
    review: bool | None = None,
) -> Refund:
    """Propose a refund to the caller's account.

    Call this when the caller wants money back. A wrong charge on the latest invoice is refunded at once; anything else
    is put in for review. Amounts above the limit go to a person, or into review: never split one to get below it. Two
    charges are two requests. `left_cents` is what would be owed then. The caller has to be identified. Never promise a
    refund that has not been committed.

    Args:
        amount_cents: How much, in cents. Leave it out to refund the wrong charge on the latest invoice.
        charge: Which charge is to be refunded, without an amount: it is refunded whole. Leave it out unless they named
            one of these.
        review: True to have an amount above the limit put into review, if the caller wants that and no person, or no
            person is free. Leave it out until this tool has refused the amount as above the limit.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        description = ""
        if charge and amount_cents is None:
            line = find_named(await recent_invoices(connection, customer_id, INVOICES_SEARCHED), charge)[1]
            amount_cents, description = line.amount_cents, line.description
        refund, _ = await _wished(call, connection, customer_id, amount_cents, may_review=bool(review))
    return Refund(**{**refund, "description": refund["description"] or description})


@request_refund.commits
async def _refund(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Refund:
    customer_id = await verified(call, connection)
    await connection.execute(QUERIES["lock_customer"].sql, customer_id)
    may_review = bool(facts["is_above_limit"])
    refund, line_id = await _wished(call, connection, customer_id, facts["amount_cents"], may_review=may_review)
    if refund["status"] != facts["status"]:
        raise Cannot("changed-meanwhile", person=True)
    await connection.execute(
        QUERIES["add_refund"].sql,
        customer_id,
        line_id,
        refund["amount_cents"],
        refund["status"],
        date.fromisoformat(facts["decided_by"]),
        call.call.call_id,
    )
    return Refund(**{**refund, "decided_by": facts["decided_by"]})


class RefundRead(TypedDict):
    """Answer of `refund_status`. `status`: approved, review or declined. `is_late`: it should be decided by now."""

    status: str
    amount_cents: int
    asked_on: str
    decided_by: str
    is_late: bool
    offer: str


@function_tool
async def refund_status(context: RunContext[CallContext], amount_cents: Money | None = None) -> RefundRead:
    """Look up what became of a refund that the caller has asked for.

    Call this when the caller waits for a refund or asks about one. To ask for a new one call request_refund instead.
    The caller has to be identified.

    Args:
        amount_cents: Its amount, in cents. Leave it out unless they named it: then it is the latest refund.
    """
    call = context.userdata
    async with connect(call) as connection:
        rows = await connection.fetch(QUERIES["refunds"].sql, await verified(call, connection))
    row = next((row for row in rows if amount_cents is None or row["amount_cents"] == amount_cents), None)
    if row is None:
        named = {} if amount_cents is None else {"amount_cents": amount_cents}
        raise Cannot("no-refund", offer="request_refund", offer_arguments=named)
    is_late = row["status"] == "review" and row["due_on"] < today(call)
    return RefundRead(
        status=row["status"],
        amount_cents=row["amount_cents"],
        asked_on=today(call, row["requested_at"]).isoformat(),
        decided_by=row["due_on"].isoformat(),
        is_late=is_late,
        offer="open_ticket" if is_late else "",
    )


async def _wished(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, wanted: int | None, *, may_review: bool
) -> tuple[Refund, int | None]:
    """Return what a refund of the amount would be, and the id of the wrong charge it answers at once, if it does.

    With `may_review` one above the limit is put into review, as a request that answers no charge until it is decided.

    Raises:
        AskAgain: the amount is missing or can't be one.
        Cannot: it was asked for already, or is more than an agent may give.
    """
    invoice = await latest_invoice(connection, customer_id)
    doubled = invoice.doubled_line()
    amount = wanted if wanted is not None else doubled.amount_cents if doubled else None
    if amount is None:
        raise AskAgain("amount_cents", "which-amount")
    if amount <= 0:
        raise AskAgain("amount_cents", "bad-amount")
    line = doubled if doubled is not None and doubled.amount_cents == amount else None
    if line is not None and line.refunded_at is not None:
        raise Cannot("already-refunded", refunded_on=today(call, line.refunded_at), amount_cents=amount)
    if (asked := await connection.fetchrow(QUERIES["refund_in_review"].sql, customer_id, amount)) is not None:
        raise Cannot(
            "already-in-review",
            amount_cents=amount,
            asked_on=today(call, asked["requested_at"]),
            decided_by=asked["due_on"],
        )
    is_above = await _is_above_limit(call, connection, customer_id, amount, may_review=may_review)
    is_approved = line is not None and not is_above
    left = await balance_cents(connection, customer_id) - amount if is_approved else None
    return (
        Refund(
            status="approved" if is_approved else "review",
            amount_cents=amount,
            decided_by=(today(call) if is_approved else _decision_day(today(call))).isoformat(),
            description=line.description if line is not None else "",
            is_above_limit=is_above,
            left_cents=left,
        ),
        line.invoice_line_id if line is not None and is_approved else None,
    )


async def may_be_given(call: CallContext, connection: asyncpg.Connection, customer_id: int) -> int:
    """Return how much may be refunded to a customer without a person, in cents: the limit less what they had lately."""
    since = day_began(call, today(call) - timedelta(days=LIMIT_WINDOW_DAYS))
    given = await connection.fetchval(QUERIES["refunded_since"].sql, customer_id, since)
    return int(call.settings.calls.refund_limit_cents - given)


async def _is_above_limit(
    call: CallContext, connection: asyncpg.Connection, customer_id: int, amount: int, *, may_review: bool
) -> bool:
    """Tell whether an amount is more than may be given without a person.

    Raises:
        Cannot: it is, and wasn't wished into review; or it is more than was paid, which nobody reviews.
    """
    left = await may_be_given(call, connection, customer_id)
    if amount > left and not may_review:
        limit = call.settings.calls.refund_limit_cents
        raise Cannot(
            "above-limit",
            person=True,
            amount_cents=amount,
            given_cents=limit - left,
            limit_cents=limit,
            instead=IN_REVIEW_INSTEAD,
            offer="request_refund",
            offer_arguments=in_review(amount),
        )
    paid_since = today(call) - timedelta(days=PAID_WINDOW_DAYS)
    paid = await connection.fetchval(QUERIES["paid_since"].sql, customer_id, paid_since, day_began(call, paid_since))
    if amount > paid:
        raise Cannot("more-than-paid", person=True)
    return amount > left


def in_review(amount_cents: int) -> dict[str, Any]:
    """Return what `request_refund` is called with to put an amount above the limit into review."""
    return {"amount_cents": amount_cents, "review": True}


def _decision_day(asked_on: date) -> date:
    day = asked_on + timedelta(days=DECISION_DAYS)
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)
