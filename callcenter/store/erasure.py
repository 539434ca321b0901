"""Erasing from Postgres: calls with every row about them, and what they left in the business's tables.

The customer's own record, and the business's books (that there was a refund, a visit), stay: they are the business's to
keep or erase. What was said, and which call it came from, goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from callcenter.store.connection import Connection
from callcenter.store.mentions import blot_mentions
from callcenter.store.named_sql import load_queries
from callcenter.store.spellings import Spellings, spellings

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


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

    @property
    def mentions(self) -> tuple[Spellings, ...]:
        """What other people's calls must not say any more. A time limit is for calls: then others keep theirs."""
        if self.before is not None:
            return ()
        account = Spellings(text=self.account_number, digits=frozenset({self.account_number}))
        return tuple(one for one in (self.number, account) if one is not None and one.core)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """How much went of what calls leave elsewhere, kind by kind.

    `tickets` were blanked; `guesses` are wrong tries to say who is calling, `codes` those sent to prove it; `links`
    are tickets, refunds, promises and visits that forgot the call they came from; `mentions` are values of other calls
    and tickets that held the number. `left` names tables of the business's or the operator's that still hold it.
    """

    tickets: int = 0
    promises: int = 0
    guesses: int = 0
    codes: int = 0
    links: int = 0
    mentions: int = 0
    left: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Traces):
    """What was erased from Postgres: calls, and `recordings` that are still on disk."""

    call_ids: Sequence[str] = ()
    recordings: Sequence[str] = ()


async def customer_of(
    connection: Connection, account_number: str, country: str, *, before: datetime | None = None
) -> Whose | None:
    """Return what to erase for a customer, None if nobody has that account number.

    Calls from a number that other customers have too are theirs as well: only those that named the account are meant.
    """
    row = await connection.fetchrow(_SQL["find_customer"], account_number)
    if row is None:
        return None
    return Whose(
        number=None if row["is_shared"] else spellings(row["phone_number"], country),
        account_number=account_number,
        call_ids=frozenset(row["call_ids"]),
        before=before,
    )


async def find_deletable(connection: Connection, whose: Whose) -> frozenset[str]:
    """Return the calls that `delete_calls` would erase."""
    return frozenset(row["call_id"] for row in await _find(connection, whose))


async def count_deletable(connection: Connection, whose: Whose) -> int:
    """Return how many calls `delete_calls` would erase."""
    return len(await find_deletable(connection, whose))


async def delete_calls(connection: Connection, whose: Whose) -> Erasure:
    """Erase calls with every row about them, in one transaction. A call that is still running is left alone.

    Journals and recordings are files: the caller erases those (`calls.record.erase`).

    Raises:
        ValueError: nothing says which calls.
    """
    if not whose.is_somebody and whose.before is None:
        raise ValueError("say which calls: a number, an account, a call or a time")
    async with connection.transaction():
        rows = await _find(connection, whose)
        call_ids = [row["call_id"] for row in rows]

        async def run(name: str, *arguments: object) -> int:
            return _count(await connection.execute(_SQL[name], *arguments))

        # With a time limit only what hangs on the old calls goes: a newer ticket or guess is not asked for.
        is_whole = whose.before is None
        digits = list(whose.number.digits) if whose.number is not None and is_whole else []
        account = whose.account_number if whose.account_number and is_whole else None
        if whose.is_somebody:
            tickets = await run("blank_tickets", call_ids, digits, account)
        else:
            tickets = await run("blank_old_tickets", whose.before)
        promises = await run("delete_promises", account)
        guesses = await run("delete_failures", call_ids, digits, account)
        codes = await run("delete_codes", call_ids, account)
        links = 0
        for table in ("ticket", "refund", "payment_promise", "appointment"):
            links += await run(f"unlink_{table}", call_ids)
        for name in ("delete_tool_writes", "delete_call_events", "delete_calls"):
            await run(name, call_ids)
        mentions, left = 0, set[str]()
        for number in whose.mentions:
            mentions += await run("delete_tags", f"%{number.core}%") + await blot_mentions(connection, number)
            left |= {row["name"] for row in await connection.fetch(_SQL["find_left"], f"%{number.core}%")}
    return Erasure(
        call_ids=tuple(call_ids),
        recordings=_recordings(rows),
        tickets=tickets,
        promises=promises,
        guesses=guesses,
        codes=codes,
        links=links,
        mentions=mentions,
        left=tuple(sorted(left)),
    )


async def forget_recordings(connection: Connection, names: Sequence[str]) -> None:
    """Let calls name no recording that is not there any more; that there was one stays among their facts."""
    await connection.execute(_SQL["forget_recordings"], list(names))


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
