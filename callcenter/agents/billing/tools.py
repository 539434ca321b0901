"""What the billing specialist can look up. Docstrings are written for the model; amounts are integer US cents.

What became of payments, refunds and promises, and asking for them, is in files of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.additions import add_to_ticket as add_to_ticket
from callcenter.agents.shared_tools.clock import time_elsewhere as time_elsewhere
from callcenter.agents.shared_tools.codes import check_code as check_code
from callcenter.agents.shared_tools.codes import send_code as send_code
from callcenter.agents.shared_tools.identity import identify_customer as identify_customer
from callcenter.agents.shared_tools.identity import verified
from callcenter.agents.shared_tools.tickets import leave_message as leave_message
from callcenter.agents.shared_tools.tickets import open_ticket as open_ticket
from callcenter.agents.toolkit.answers import AskAgain, Cannot
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.parameters import BeforeMonth, Money, Month, read_month
from callcenter.calls.context import CallContext

from .charges import ALL_CHARGES, INVOICES_SEARCHED, NamedCharge, find_named, of_month
from .invoices import QUERIES, Invoice, InvoiceLine, dues, latest_invoices, recent_invoices
from .payments import Earlier
from .payments import payment_status as payment_status
from .promises import promise_payment as promise_payment
from .refunds import IN_REVIEW_INSTEAD, in_review, may_be_given
from .refunds import refund_status as refund_status
from .refunds import request_refund as request_refund

#: How many invoices are read out, and how many are looked through if the caller looks back.
INVOICES_READ = 3
INVOICES_LOOKED_THROUGH = 12


class DueRead(TypedDict):
    """One amount that is due, with its own day."""

    amount_cents: int
    due_on: str
    is_overdue: bool


class PromiseRead(TypedDict):
    """A promise to pay that is still to be kept, and what would be left after it."""

    amount_cents: int
    pay_on: str
    left_cents: int


class Balance(TypedDict):
    """Answer of `get_balance`: what is owed in all, what of it is due when, the oldest first, and what is promised.

    `in_review_cents` is what may come off it: refunds that somebody still decides on.
    """

    balance_cents: int
    dues: list[DueRead]
    is_overdue: bool
    promise: PromiseRead | None
    in_review_cents: int


@function_tool
async def get_balance(context: RunContext[CallContext]) -> Balance:
    """Look up what the caller owes: each amount with its due day, what a promise leaves, and refunds in review.

    Call this when the caller asks for their balance, what they owe or will owe, or when a payment is due. For one
    payment that they made call payment_status. The caller has to be identified. A negative balance is a credit.
    """
    call = context.userdata
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        owed_cents, found = await dues(connection, customer_id)
        promised = await connection.fetchrow(QUERIES["open_promise"].sql, customer_id, today(call))
        in_review = int(await connection.fetchval(QUERIES["in_review"].sql, customer_id))
    now = today(call)
    read = [
        DueRead(amount_cents=due.amount_cents, due_on=due.due_on.isoformat(), is_overdue=due.due_on < now)
        for due in found
    ]
    promise = None
    if promised is not None and owed_cents > 0:
        promise = PromiseRead(
            amount_cents=promised["amount_cents"],
            pay_on=promised["pay_on"].isoformat(),
            left_cents=max(owed_cents - promised["amount_cents"], 0),
        )
    return Balance(
        balance_cents=owed_cents,
        dues=read,
        is_overdue=any(due["is_overdue"] for due in read),
        promise=promise,
        in_review_cents=in_review,
    )


class LineRead(TypedDict):
    """One charge of an invoice."""

    description: str
    amount_cents: int


class InvoiceRead(TypedDict):
    """One invoice as it is read out. `paid_on` is when something was last paid for it, None if nothing was.

    `lines` is what it is made up of, where the invoice of one month was asked for.
    """

    issued_on: str
    total_cents: int
    status: Literal["paid", "overdue", "open"]
    paid_on: str | None
    lines: list[LineRead]


class Invoices(TypedDict):
    """Answer of `list_invoices`, the latest first."""

    invoices: list[InvoiceRead]


@function_tool
async def list_invoices(
    context: RunContext[CallContext],
    month: Month | None = None,
    before: BeforeMonth | None = None,
    earlier: Earlier | None = None,
) -> Invoices:
    """Look up the caller's invoices: when they were issued, their totals, and whether and when they were paid.

    Call this when the caller asks about invoices or bills in general, or about that of a month. For one charge on an
    invoice call explain_charge instead. The caller has to be identified.

    Args:
        month: The month of the invoice, as YYYY-MM. Leave it out unless they named one.
        before: The month before which they want to hear of invoices, as YYYY-MM. Leave it out unless they named one.
        earlier: Any of these words if they want earlier invoices than those you have told.
    """
    call = context.userdata
    in_month = read_month(month, parameter="month") if month else None
    until = read_month(before, parameter="before") if before and in_month is None else None
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        found = await latest_invoices(connection, customer_id, INVOICES_LOOKED_THROUGH)
        if in_month is not None and found:
            found = await recent_invoices(connection, customer_id, INVOICES_LOOKED_THROUGH)
    is_all = earlier is not None and in_month is None and until is None
    shown = [
        invoice
        for invoice in found
        if (in_month is None or invoice.issued_on.replace(day=1) == in_month)
        and (until is None or invoice.issued_on < until)
    ]
    if not shown and in_month == today(call).replace(day=1):
        shown = list(found[:1])  # "the newest bill", where this month's isn't there yet
    shown = shown if is_all or in_month is not None else shown[:INVOICES_READ]
    return Invoices(
        invoices=[
            InvoiceRead(
                issued_on=invoice.issued_on.isoformat(),
                total_cents=invoice.total_cents,
                status=_status(call, invoice),
                paid_on=invoice.paid_on.isoformat() if invoice.paid_on is not None else None,
                lines=_lines_read(invoice),
            )
            for invoice in shown
        ]
    )


class PlanRead(TypedDict):
    """Answer of `get_plan`."""

    plan: str
    speed_mbps: int
    monthly_cents: int


@function_tool
async def get_plan(context: RunContext[CallContext]) -> PlanRead:
    """Look up the caller's plan: its name, its speed and what it costs a month.

    Call this when the caller asks which plan they have, which speed they pay for, or what they pay every month. The
    caller has to be identified.
    """
    call = context.userdata
    async with connect(call) as connection:
        row = await connection.fetchrow(QUERIES["plan"].sql, await verified(call, connection))
    if row is None:
        raise Cannot("no-plan")
    return PlanRead(plan=row["plan"], speed_mbps=row["speed_mbps"], monthly_cents=row["monthly_cents"])


def _lines_read(invoice: Invoice) -> list[LineRead]:
    return [LineRead(description=one.description, amount_cents=one.amount_cents) for one in invoice.lines]


def _status(call: CallContext, invoice: Invoice) -> Literal["paid", "overdue", "open"]:
    if invoice.unpaid_cents <= 0:
        return "paid"
    return "overdue" if invoice.due_on < today(call) else "open"


class Explanation(TypedDict, total=False):
    """Answer of `explain_charge`. `reason`: doubled, late-fee, pro-rated, one-off, usual, or total (with `lines`).

    `earlier_cents` is what is still unpaid of bills before it, where the bill as a whole is asked about.
    """

    reason: str
    issued_on: str
    description: str
    amount_cents: int
    lines: list[LineRead]
    changed_on: str
    refunded_on: str
    is_above_limit: bool
    earlier_cents: int
    instead: str
    person: bool
    code: str
    offer: str
    offer_arguments: dict[str, Any]
    next: str


@function_tool
async def explain_charge(
    context: RunContext[CallContext],
    amount_cents: Money | None = None,
    charge: NamedCharge | None = None,
    month: Month | None = None,
) -> Explanation:
    """Find out why something was charged on the caller's last invoices.

    Call this when the caller was charged twice, too much, or for something they don't know, or when a bill is
    higher than usual. The caller has to be identified. Say only the reason in the answer.

    Args:
        amount_cents: The amount the caller asks about, in cents. Leave it out unless they named one.
        charge: Which charge the caller asks about; other-charges for all that the bill is made up of. Leave it out
            unless they named one of these.
        month: The month of the invoice, as YYYY-MM. Leave it out unless they named one.
    """
    call = context.userdata
    in_month = read_month(month, parameter="month") if month else None
    is_of_all = not (amount_cents or charge or month)
    async with connect(call) as connection:
        customer_id = await verified(call, connection)
        invoices = await recent_invoices(connection, customer_id, INVOICES_SEARCHED)
        changed_on = await connection.fetchval(QUERIES["plan_change"].sql, customer_id)
        doubled = invoices[0].doubled_line()
        unpaid = (await dues(connection, customer_id))[1] if is_of_all else ()
        refundable = await may_be_given(call, connection, customer_id) if doubled is not None else 0
    # What isn't on the invoice of the month named is looked for on the others.
    looked_through = [*of_month(invoices, in_month, now=today(call)), *invoices]
    invoice, line = _asked_about(looked_through, amount_cents, charge, is_of_month=in_month is not None)
    if line is None:
        return Explanation(
            reason="total",
            issued_on=invoice.issued_on.isoformat(),
            amount_cents=invoice.total_cents,
            lines=_lines_read(invoice),
        )
    answer = Explanation(
        reason="usual",
        issued_on=invoice.issued_on.isoformat(),
        description=line.description,
        amount_cents=line.amount_cents,
    )
    if line == invoice.doubled_line():
        answer["reason"] = "doubled"
        if line.refunded_at is not None:
            answer["refunded_on"] = today(call, line.refunded_at).isoformat()
        elif invoice is invoices[0] and line.amount_cents > refundable:
            answer["is_above_limit"], answer["person"], answer["code"] = True, True, "above-limit"
            answer["next"] = "Say so, and ask whether to get a person for it; if they want one, call connect_to_person."
            answer["instead"] = IN_REVIEW_INSTEAD
            answer["offer"], answer["offer_arguments"] = "request_refund", in_review(line.amount_cents)
        elif invoice is invoices[0]:
            answer["offer"], answer["offer_arguments"] = "request_refund", {"amount_cents": line.amount_cents}
            answer["next"] = "Call request_refund with exactly this amount: what it answers asks the caller."
    elif line.kind == "pro-rated":
        answer["reason"], answer["changed_on"] = "pro-rated", (changed_on or invoice.issued_on).isoformat()
    elif line.kind in ("late-fee", "one-off"):
        answer["reason"] = line.kind
    if is_of_all and invoice is invoices[0]:
        # "A hundred and ten? It's normally sixty": what is asked about may be what is owed in all.
        answer["earlier_cents"] = sum(due.amount_cents for due in unpaid if due.due_on < invoice.due_on)
    return answer


def _asked_about(
    invoices: Sequence[Invoice], amount_cents: int | None, charge: NamedCharge | None, *, is_of_month: bool
) -> tuple[Invoice, InvoiceLine | None]:
    """Return the invoice and the charge that the caller asks about; no charge if it is the invoice's total.

    Raises:
        AskAgain: `no-such-charge`, none of the invoices has a charge or a total of the amount.
        Cannot: `no-such-line`, none of the invoices has the charge named.
    """
    latest = invoices[0]
    if charge and not amount_cents:
        return (latest, None) if charge in ALL_CHARGES else find_named(invoices, charge)
    if not amount_cents:
        # Of a month named, all of it where nothing on it is out of the ordinary.
        return latest, latest.unusual_line() or (None if is_of_month else latest.lines[0])
    for invoice in invoices:
        if (line := invoice.line_of(amount_cents)) is not None:
            return invoice, line
        if invoice.total_cents == amount_cents:
            return invoice, None
    raise AskAgain("amount_cents", "no-such-charge", asked_cents=amount_cents, total_cents=latest.total_cents)
