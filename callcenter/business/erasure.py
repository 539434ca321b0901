"""What calls left in the business's tables, erased with them.

The customer's own record, and the business's books (that there was a refund, a visit), stay: they are the business's to
keep or erase. What was said, and which call it came from, goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.erasure.erasure import Traces, Whose, rows_touched
from callcenter.store.erasure.mentions import redact_mentions
from callcenter.store.erasure.spellings import spellings
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}
#: Columns with texts of callers and agents.
_PLACES = {
    "ticket": ("callback_number", "callback_name", "callback_wish", "summary", "note", "added"),
    "appointment": ("note",),
}


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


async def erase_traces(connection: Connection, whose: Whose, call_ids: Sequence[str]) -> Traces:
    """Erase what these calls, or somebody, left; the caller has the transaction."""

    async def run(name: str, *arguments: object) -> int:
        return rows_touched(await connection.execute(_SQL[name], *arguments))

    if whose.is_somebody:
        tickets = await run("blank_tickets", call_ids, whose.digits, whose.account)
        await run("blank_visit_notes", call_ids, whose.account)
    else:
        tickets = await run("blank_old_tickets", whose.before)
        await run("blank_old_visit_notes", whose.before)
    promises = await run("delete_promises", whose.account)
    links = 0
    for table in ("ticket", "refund", "payment_promise", "appointment"):
        links += await run(f"unlink_{table}", call_ids)
    mentions, left = 0, set[str]()
    for number in whose.mentions:
        mentions += await redact_mentions(connection, number, places=_PLACES)
        left |= {row["name"] for row in await connection.fetch(_SQL["find_left"], f"%{number.core}%")}
    return Traces(tickets=tickets, promises=promises, links=links, mentions=mentions, left=tuple(left))
