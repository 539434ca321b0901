"""What the billing specialist can do. Docstrings are written for the model; amounts are integer US cents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypedDict, cast

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.answers import AskAgain, Cannot
from callcenter.agents.billing.invoices import QUERIES, Invoice, balance_cents, latest_invoice, latest_invoices
from callcenter.agents.connection import connect
from callcenter.agents.identity import identified
from callcenter.agents.identity import identify_customer as identify_customer
from callcenter.agents.parameters import Day, Money, read_day, today
from callcenter.agents.tickets import open_ticket as open_ticket
from callcenter.calls.context import CallContext
from callcenter.store.writes import once

#: How many invoices are read out at most.
INVOICES_READ = 3
#: Days a customer may put a payment off.
LATEST_PROMISE_DAYS = 30
#: Days in which a refund request is decided; the next working day where that is at a weekend.
DECISION_DAYS = 7
#: Refunds can't exceed what was paid in so many days.
PAID_WINDOW_DAYS = 120


class Balance(TypedDict):
    """Answer of `get_balance`."""

    balance_cents: int
    due_on: str
    is_overdue: bool


@function_tool
async def get_balance(context: RunContext[CallContext]) -> Balance:
    """Look up what the caller owes in all, and until when.

    Call this when the caller asks for their balance, what they owe, whether they have paid, or when a payment is
    due. The caller has to be identified. A negative balance is a credit.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await identified(call, connection)
        owed_cents = await balance_cents(connection, customer_id)
        invoices = await latest_invoices(connection, customer_id, 12)
    unpaid = [invoice for invoice in invoices if invoice.unpaid_cents > 0] or list(invoices[:1])
    due_on = min((invoice.due_on for invoice in unpaid), default=today(call))
    return Balance(
        balance_cents=owed_cents, due_on=due_on.isoformat(), is_overdue=owed_cents > 0 and due_on < today(call)
    )


class InvoiceRead(TypedDict):
    """One invoice as it is read out."""

    issued_on: str
    total_cents: int
    status: str


class Invoices(TypedDict):
    """Answer of `list_invoices`."""

    invoices: list[InvoiceRead]


@function_tool
async def list_invoices(context: RunContext[CallContext]) -> Invoices:
    """Look up the caller's latest invoices: when they were issued, their totals and whether they are paid.

    Call this when the caller asks about invoices or bills in general. For one charge on an invoice call
    explain_charge instead. The caller has to be identified.
    """
    call = context.userdata
    async with connect(call) as connection:
        invoices = await latest_invoices(connection, await identified(call, connection), INVOICES_READ)
    return Invoices(
        invoices=[
            InvoiceRead(
                issued_on=invoice.issued_on.isoformat(),
                total_cents=invoice.total_cents,
                status=_status(call, invoice),
            )
            for invoice in invoices
        ]
    )


def _status(call: CallContext, invoice: Invoice) -> str:
    if invoice.unpaid_cents <= 0:
        return "paid"
    return "overdue" if invoice.due_on < today(call) else "open"


class Explanation(TypedDict, total=False):
    """Answer of `explain_charge`. `reason`: doubled, late-fee, pro-rated, one-off or usual."""

    reason: str
    issued_on: str
    description: str
    amount_cents: int
    changed_on: str
    refunded_on: str
    offer: str
    offer_arguments: dict[str, Any]
    next: str


@function_tool
async def explain_charge(context: RunContext[CallContext], amount_cents: Money | None = None) -> Explanation:
    """Find out why something was charged on the caller's latest invoice.

    Call this when the caller was charged twice, too much, or for something they don't know, or when a bill is
    higher than usual. The caller has to be identified. Say only the reason in the answer.

    Args:
        amount_cents: The amount the caller asks about, in cents. Leave it out unless they named one.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await identified(call, connection)
        invoice = await latest_invoice(connection, customer_id)
        changed_on = await connection.fetchval(QUERIES["plan_change"].sql, customer_id)
    line = invoice.line_of(amount_cents) if amount_cents else None
    line = line or invoice.unusual_line()
    if amount_cents and line is None:
        raise AskAgain("amount_cents", "no-such-charge", total_cents=invoice.total_cents)
    line = line or invoice.lines[0]
    answer = Explanation(
        reason="usual",
        issued_on=invoice.issued_on.isoformat(),
        description=line.description,
        amount_cents=line.amount_cents,
    )
    if line == invoice.doubled_line():
        answer["reason"] = "doubled"
        if line.refunded_on is not None:
            answer["refunded_on"] = line.refunded_on.isoformat()
        else:
            answer["offer"], answer["offer_arguments"] = "request_refund", {"amount_cents": line.amount_cents}
            answer["next"] = "Offer to ask for a refund of exactly this amount."
    elif line.kind == "pro-rated":
        answer["reason"], answer["changed_on"] = "pro-rated", (changed_on or invoice.issued_on).isoformat()
    elif line.kind in ("late-fee", "one-off"):
        answer["reason"] = line.kind
    return answer


class Refund(TypedDict):
    """Answer of `request_refund`. `status`: approved, or review (somebody decides by `decided_by`)."""

    status: str
    amount_cents: int
    decided_by: str


@function_tool
async def request_refund(context: RunContext[CallContext], amount_cents: Money | None = None) -> Refund:
    """Ask for a refund to the caller's account.

    Call this when the caller wants money back, after they have clearly agreed to the amount. A wrong charge on the
    latest invoice is refunded at once; anything else is put in for review. Amounts above the limit go to a person.
    The caller has to be identified. Never promise a refund that this tool has not recorded.

    Args:
        amount_cents: How much, in cents. Leave it out to refund the wrong charge on the latest invoice.
    """
    call = context.userdata
    arguments = {"amount_cents": amount_cents}
    async with connect(call) as connection:
        customer_id = await identified(call, connection)

        async def write() -> dict[str, Any]:
            return dict(await _refund(call, connection, customer_id, amount_cents))

        return cast(Refund, await once(connection, call.call.call_id, "request_refund", arguments, write))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


async def _refund(call: CallContext, connection: asyncpg.Connection, customer_id: int, wanted: int | None) -> Refund:
    await connection.execute(QUERIES["lock_customer"].sql, customer_id)
    invoice = await latest_invoice(connection, customer_id)
    doubled = invoice.doubled_line()
    amount = wanted if wanted is not None else doubled.amount_cents if doubled else None
    if amount is None:
        raise AskAgain("amount_cents", "which-amount")
    if amount <= 0:
        raise AskAgain("amount_cents", "bad-amount")
    is_our_fault = doubled is not None and doubled.amount_cents == amount
    if is_our_fault and doubled is not None and doubled.refunded_on is not None:
        raise Cannot("already-refunded", refunded_on=doubled.refunded_on)
    if amount > call.settings.calls.refund_limit_cents:
        limit_cents = call.settings.calls.refund_limit_cents
        raise Cannot("above-limit", person=True, amount_cents=amount, limit_cents=limit_cents)
    since = today(call) - timedelta(days=PAID_WINDOW_DAYS)
    if amount > await connection.fetchval(QUERIES["paid_since"].sql, customer_id, since):
        raise Cannot("more-than-paid", person=True)
    decided_by = today(call) if is_our_fault else _working_day(today(call) + timedelta(days=DECISION_DAYS))
    status = "approved" if is_our_fault else "review"
    line_id = doubled.invoice_line_id if is_our_fault and doubled is not None else None
    await connection.execute(
        QUERIES["add_refund"].sql, customer_id, line_id, amount, status, decided_by, call.call.call_id
    )
    return Refund(status=status, amount_cents=amount, decided_by=decided_by.isoformat())


class Promise(TypedDict):
    """Answer of `promise_payment`."""

    pay_on: str
    amount_cents: int


@function_tool
async def promise_payment(context: RunContext[CallContext], pay_on: Day, amount_cents: Money | None = None) -> Promise:
    """Note the caller's promise to pay by a day, so that no late fee comes until then.

    Call this when the caller can't pay now or wants to pay later, after they have clearly agreed to the day. At
    most 30 days ahead. It takes no payment. The caller has to be identified.

    Args:
        pay_on: The day they will pay, as YYYY-MM-DD.
        amount_cents: How much they will pay, in cents. Leave it out for the whole balance.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await identified(call, connection)
        owed_cents = await balance_cents(connection, customer_id)
        if owed_cents <= 0:
            raise Cannot("nothing-to-pay")
        day = read_day(pay_on, call, parameter="pay_on", latest_days=LATEST_PROMISE_DAYS)
        amount = owed_cents if amount_cents is None else amount_cents
        if amount <= 0:
            raise AskAgain("amount_cents", "bad-amount")
        if amount > owed_cents:
            raise AskAgain("amount_cents", "more-than-owed", balance_cents=owed_cents)

        async def write() -> dict[str, Any]:
            await connection.execute(QUERIES["add_promise"].sql, customer_id, day, amount, call.call.call_id)
            return {"pay_on": day.isoformat(), "amount_cents": amount}

        arguments = {"pay_on": day, "amount_cents": amount}
        return cast(Promise, await once(connection, call.call.call_id, "promise_payment", arguments, write))
