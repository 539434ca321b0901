"""Erasing from Postgres: calls with every row about them, and what they left in the business's tables.

The customer's own record, and the business's books (that there was a refund, a promise, a visit), stay: they are the
business's to keep or erase. What was said, and which call it came from, goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
import phonenumbers

from callcenter.domain.spellings import Spellings, only_digits
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}
#: What is dialled before an international number: ITU-T E.164's 00, North America's 011.
_INTERNATIONAL = ("00", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """What to erase: every call from, to or about someone, one call, or all that began before a time.

    `number` and `account_number` together are one customer. At least one of the four is given.
    """

    number: Spellings | None = None
    account_number: str = ""
    call_ids: frozenset[str] = frozenset()
    before: datetime | None = None

    @property
    def is_somebody(self) -> bool:
        """Whether it is somebody's data that goes, and not just what is old."""
        return self.number is not None or bool(self.account_number) or bool(self.call_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased from Postgres: the calls, the recordings that are still on disk, tickets blanked, guesses."""

    call_ids: Sequence[str]
    recordings: Sequence[str]
    tickets: int
    guesses: int


def spellings(number: str, country: str) -> Spellings:
    """Return the ways in which carriers and people write a number; `country` is the one whose numbers need no prefix.

    >>> sorted(spellings("+18005550123", "US").digits)
    ['0018005550123', '01118005550123', '08005550123', '18005550123', '8005550123']
    """
    digits = only_digits(number)
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return Spellings(text=number, digits=frozenset({digits} - {""}))  # an extension, say
    national = phonenumbers.national_significant_number(parsed)
    whole = f"{parsed.country_code}{national}"
    found = {digits, whole, *(prefix + whole for prefix in _INTERNATIONAL)}
    if parsed.country_code == phonenumbers.country_code_for_region(country):
        found |= {national, f"0{national}"}
    return Spellings(text=number, digits=frozenset(found - {""}))


async def customer_of(
    connection: Connection, account_number: str, country: str, *, before: datetime | None = None
) -> Whose | None:
    """Return what to erase for a customer, None if nobody has that account number."""
    row = await connection.fetchrow(_SQL["find_customer"], account_number)
    if row is None:
        return None
    return Whose(
        number=spellings(row["phone_number"], country),
        account_number=account_number,
        call_ids=frozenset(row["call_ids"]),
        before=before,
    )


async def count_deletable(connection: Connection, whose: Whose) -> int:
    """Return how many calls `delete_calls` would erase."""
    return len(await _find(connection, whose))


async def delete_calls(connection: Connection, whose: Whose) -> Erasure:
    """Erase calls with every row about them, in one transaction. A call that is still running is left alone.

    Journals and recordings are files: the caller erases those (`calls.erase`).

    Raises:
        ValueError: nothing says which calls.
    """
    if not whose.is_somebody and whose.before is None:
        raise ValueError("say which calls: a number, an account, a call or a time")
    digits = list(whose.number.digits) if whose.number is not None else []
    account = whose.account_number or None
    async with connection.transaction():
        rows = await _find(connection, whose)
        call_ids = [row["call_id"] for row in rows]
        tickets = guesses = 0
        if whose.is_somebody:
            tickets = _count(await connection.execute(_SQL["blank_tickets"], call_ids, digits, account))
        guesses = _count(await connection.execute(_SQL["delete_failures"], call_ids, digits, account))
        await connection.execute(_SQL["delete_codes"], call_ids, account)
        for name in ("ticket", "refund", "payment_promise", "appointment"):
            await connection.execute(_SQL[f"unlink_{name}"], call_ids)
        for name in ("delete_tool_writes", "delete_call_events", "delete_calls"):
            await connection.execute(_SQL[name], call_ids)
    return Erasure(call_ids=tuple(call_ids), recordings=_recordings(rows), tickets=tickets, guesses=guesses)


async def _find(connection: Connection, whose: Whose) -> list[asyncpg.Record]:
    number = whose.number
    found = await connection.fetch(
        _SQL["find_call_ids"],
        whose.before,
        whose.is_somebody,
        list(whose.call_ids),
        number.text if number is not None else None,
        list(number.digits) if number is not None else [],
    )
    return list(found)


def _recordings(rows: Iterable[asyncpg.Record]) -> tuple[str, ...]:
    return tuple(row["recording"] for row in rows if row["recording"] is not None)


def _count(status: str) -> int:
    """Return how many rows a statement touched, from Postgres' command tag ("UPDATE 3")."""
    return int(status.rpartition(" ")[2])
