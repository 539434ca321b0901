"""Reading invoices: what is unusual on one, and what a customer owes. Amounts are integer cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import asyncpg

from callcenter.agents.toolkit.answers import Cannot
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))

#: Charges the customer did not expect, the most surprising first.
_SURPRISES = ("late-fee", "pro-rated", "one-off")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One charge. `refunded_at` is when a refund for it was asked for."""

    invoice_line_id: int
    kind: str
    description: str
    amount_cents: int
    refunded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One invoice with its charges. `paid_on` is when something was last paid for it."""

    invoice_id: int
    invoice_number: str
    issued_on: date
    due_on: date
    total_cents: int
    unpaid_cents: int
    paid_on: date | None
    lines: tuple[InvoiceLine, ...] = ()

    def doubled_line(self) -> InvoiceLine | None:
        """Return the second of two equal charges, if there are two."""
        seen: set[tuple[str, str, int]] = set()
        for line in self.lines:
            charge = (line.kind, line.description, line.amount_cents)
            if charge in seen and line.amount_cents > 0:
                return line
            seen.add(charge)
        return None

    def line_of(self, amount_cents: int) -> InvoiceLine | None:
        """Return a charge of this amount; of two equal ones the second."""
        return next((line for line in reversed(self.lines) if line.amount_cents == amount_cents), None)

    def unusual_line(self) -> InvoiceLine | None:
        """Return the charge that needs explaining most, if any does."""
        surprising = [line for line in self.lines if line.kind in _SURPRISES]
        return self.doubled_line() or min(surprising, key=lambda line: _SURPRISES.index(line.kind), default=None)


async def latest_invoices(connection: asyncpg.Connection, customer_id: int, count: int) -> Sequence[Invoice]:
    """Return the customer's latest invoices, the latest first, without their charges."""
    return [Invoice(**dict(row)) for row in await connection.fetch(QUERIES["invoices"].sql, customer_id, count)]


async def recent_invoices(connection: asyncpg.Connection, customer_id: int, count: int) -> Sequence[Invoice]:
    """Return the customer's latest invoices with their charges, the latest first.

    Raises:
        Cannot: `no-invoice`.
    """
    heads = await connection.fetch(QUERIES["invoices"].sql, customer_id, count)
    if not heads:
        raise Cannot("no-invoice")
    rows = await connection.fetch(QUERIES["invoice_lines"].sql, [head["invoice_id"] for head in heads])
    lines: dict[int, list[InvoiceLine]] = {}
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "invoice_id"}
        lines.setdefault(row["invoice_id"], []).append(InvoiceLine(**fields))
    return [Invoice(**dict(head), lines=tuple(lines.get(head["invoice_id"], ()))) for head in heads]


async def latest_invoice(connection: asyncpg.Connection, customer_id: int) -> Invoice:
    """Return the customer's latest invoice with its charges.

    Raises:
        Cannot: `no-invoice`.
    """
    return (await recent_invoices(connection, customer_id, 1))[0]


async def balance_cents(connection: asyncpg.Connection, customer_id: int) -> int:
    """Return what the customer owes; negative if they have a credit."""
    return int(await connection.fetchval(QUERIES["balance"].sql, customer_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is still to be paid of one invoice, and by when."""

    amount_cents: int
    due_on: date


async def dues(connection: asyncpg.Connection, customer_id: int) -> tuple[int, Sequence[Due]]:
    """Return what the customer owes in all (negative: a credit), and what of it is due when, the oldest first.

    What was paid or credited without naming an invoice goes to the oldest.
    """
    owed = await balance_cents(connection, customer_id)
    unpaid = await connection.fetch(QUERIES["unpaid_invoices"].sql, customer_id)
    credit = sum(row["unpaid_cents"] for row in unpaid) - owed
    return owed, left_after([Due(amount_cents=row["unpaid_cents"], due_on=row["due_on"]) for row in unpaid], credit)


def left_after(found: Sequence[Due], paid_cents: int) -> Sequence[Due]:
    """Return what is due once an amount is paid, which goes to the oldest."""
    left: list[Due] = []
    for due in found:
        used = min(max(paid_cents, 0), due.amount_cents)
        paid_cents -= used
        if due.amount_cents > used:
            left.append(Due(amount_cents=due.amount_cents - used, due_on=due.due_on))
    return left
