"""Reading invoices: what is unusual on one, and what a customer owes. Amounts are integer cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from callcenter.agents.answers import Cannot
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))

#: Charges the customer did not expect, the most surprising first.
_SURPRISES = ("late-fee", "pro-rated", "one-off")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One charge. `refunded_on` is the day a refund for it was asked for."""

    invoice_line_id: int
    kind: str
    description: str
    amount_cents: int
    refunded_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One invoice with its charges."""

    invoice_id: int
    invoice_number: str
    issued_on: date
    due_on: date
    total_cents: int
    unpaid_cents: int
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


async def latest_invoice(connection: asyncpg.Connection, customer_id: int) -> Invoice:
    """Return the customer's latest invoice with its charges.

    Raises:
        Cannot: `no-invoice`.
    """
    rows = await connection.fetch(QUERIES["invoices"].sql, customer_id, 1)
    if not rows:
        raise Cannot("no-invoice")
    head: dict[str, Any] = dict(rows[0])
    lines = await connection.fetch(QUERIES["invoice_lines"].sql, head["invoice_id"])
    return Invoice(
        **head,
        lines=tuple(
            InvoiceLine(
                invoice_line_id=line["invoice_line_id"],
                kind=line["kind"],
                description=line["description"],
                amount_cents=line["amount_cents"],
                refunded_on=line["refunded_at"].date() if line["refunded_at"] else None,
            )
            for line in lines
        ),
    )


async def balance_cents(connection: asyncpg.Connection, customer_id: int) -> int:
    """Return what the customer owes; negative where they have a credit."""
    return int(await connection.fetchval(QUERIES["balance"].sql, customer_id))
