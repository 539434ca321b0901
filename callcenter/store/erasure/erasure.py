"""Erasing from Postgres: calls with every row about them, and their mentions in other calls.

What calls left in the business's tables is the business's to erase (`business.erasure`), in the same transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from callcenter.store.connection import Connection
from callcenter.store.erasure.mentions import redact_mentions
from callcenter.store.erasure.spellings import Spellings
from callcenter.store.named_sql import load_queries

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
    def digits(self) -> list[str]:
        """The number's digits, as carriers write it, for what hangs on no call; none with a time limit.

        With one only what hangs on the old calls goes: a newer ticket or guess is not asked for.
        """
        return list(self.number.digits) if self.number is not None and self.before is None else []

    @property
    def account(self) -> str | None:
        """The account, for what hangs on no call; None with a time limit."""
        return self.account_number if self.account_number and self.before is None else None

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


#: Erases what these calls, or somebody, left in tables that aren't ours.
EraseTraces = Callable[[Connection, Whose, Sequence[str]], Awaitable[Traces]]


async def find_deletable(connection: Connection, whose: Whose) -> frozenset[str]:
    """Return the calls that `delete_calls` would erase."""
    return frozenset(row["call_id"] for row in await _find(connection, whose))


async def count_deletable(connection: Connection, whose: Whose) -> int:
    """Return how many calls `delete_calls` would erase."""
    return len(await find_deletable(connection, whose))


async def delete_calls(connection: Connection, whose: Whose, *, erase_traces: EraseTraces) -> Erasure:
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
        traces = await erase_traces(connection, whose, call_ids)

        async def run(name: str, *arguments: object) -> int:
            return rows_touched(await connection.execute(_SQL[name], *arguments))

        guesses = await run("delete_failures", call_ids, whose.digits, whose.account)
        codes = await run("delete_codes", call_ids, whose.account)
        for name in ("delete_tool_writes", "delete_call_events", "delete_calls"):
            await run(name, call_ids)
        mentions, left = traces.mentions, set(traces.left)
        for number in whose.mentions:
            for name in ("delete_tags", "delete_views"):
                mentions += await run(name, f"%{number.core}%")
            mentions += await redact_mentions(connection, number)
            left |= {row["name"] for row in await connection.fetch(_SQL["find_left"], f"%{number.core}%")}
    return Erasure(
        call_ids=tuple(call_ids),
        recordings=_recordings(rows),
        tickets=traces.tickets,
        promises=traces.promises,
        guesses=guesses,
        codes=codes,
        links=traces.links,
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


def rows_touched(status: str) -> int:
    """Return how many rows a statement touched, from Postgres' command tag ("UPDATE 3")."""
    return int(status.rpartition(" ")[2])
