"""Charges that callers ask about by name, and where they stand on their invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

from callcenter.agents.toolkit.answers import Cannot

from .invoices import Invoice, InvoiceLine

#: Single charges by what callers call them, and the kinds of lines they stand for.
NamedLine = Literal["late-fee", "equipment", "rental"]
_KINDS = {"late-fee": "late-fee", "equipment": "equipment", "rental": "equipment"}
#: What callers say for all that a bill is made up of, also once one charge of it was explained.
AllCharges = Literal[
    "other-charges", "other-lines", "other-items", "what-else", "rest-of-the-bill", "what's-on", "what-is-on",
    "what-was-on", "charges-are-on", "itemize", "break-down",
]  # fmt: skip
ALL_CHARGES = get_args(AllCharges)
NamedCharge = Literal[NamedLine, AllCharges]
#: How many of the last invoices a charge is looked for on.
INVOICES_SEARCHED = 6


def of_month(invoices: Sequence[Invoice], month: date | None, *, now: date) -> Sequence[Invoice]:
    """Return the invoices of a month; all if none was named, or if that of this month isn't there yet.

    Raises:
        Cannot: `no-invoice-then`, there is none of a month gone by.
    """
    found = [one for one in invoices if month is not None and one.issued_on.replace(day=1) == month]
    if not found and month is not None and month < now.replace(day=1):
        raise Cannot("no-invoice-then")
    return found or invoices


def find_named(invoices: Sequence[Invoice], charge: str) -> tuple[Invoice, InvoiceLine]:
    """Return the latest charge of a name, with its invoice.

    Raises:
        Cannot: `no-such-line`, none of the invoices has one.
    """
    for invoice in invoices:
        for line in invoice.lines:
            if line.kind == _KINDS[charge]:
                return invoice, line
    raise Cannot("no-such-line", next="Say that there's no such charge on the last invoices.")
