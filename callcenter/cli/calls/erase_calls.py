"""`callcenter calls delete` (or `erase`): erases calls for good, and says what went."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.calls.call_log import JSON, NUMBER, NUMBER_FORM, TIME, read_number, time_option, with_connection
from callcenter.cli.output import print_json, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from datetime import datetime

    from callcenter.store.erasure.erasure import Whose

_BEFORE = typer.Option(None, "--before", help=f"Begun before this day or time {TIME}.")
#: One and several of each kind, in the order in which they are told.
_KINDS = {
    "calls": ("call", "calls"),
    "journals": ("journal", "journals"),
    "recordings": ("recording", "recordings"),
    "sip_messages": ("call's SIP messages", "calls' SIP messages"),
    "transcripts": ("transcript of a call that stays", "transcripts of calls that stay"),
    "audit_entries": ("entry of the audit log", "entries of the audit log"),
    "tickets": ("ticket (blanked)", "tickets (blanked)"),
    "promises": ("promise to pay", "promises to pay"),
    "guesses": ("wrong guess at who was calling", "wrong guesses at who was calling"),
    "codes": ("code", "codes"),
    "links": ("link from a ticket, refund, promise or visit", "links from tickets, refunds, promises and visits"),
    "mentions": ("mention elsewhere (redacted)", "mentions elsewhere (redacted)"),
}


def register_erasure(calls: typer.Typer) -> None:
    """Add `delete` and its other name to `callcenter calls`."""
    calls.command("delete")(_erase)
    calls.command("erase", hidden=True)(_erase)


def _erase(
    call_id: str | None = typer.Argument(None, help="One call: its id, or any part of it that no other has."),
    number: str | None = NUMBER,
    customer: str | None = typer.Option(None, "--customer", help="A customer's account number."),
    before: str | None = _BEFORE,
    yes: bool = typer.Option(False, "--yes", help="Don't ask."),
    as_json: bool = JSON,
) -> None:
    """Erase calls for good: rows, journals, recordings, also in the storage, and what was said for tickets.

    By --number, every call from or to it, however a carrier wrote it, and its mentions in others; by --customer, also
    calls that did something for them or named their account. The customer's record and the business's books stay.
    """
    given = [one for one in (call_id, number, customer) if one is not None]
    if len(given) > 1 or (not given and before is None) or (call_id is not None and before is not None):
        raise typer.BadParameter(
            "say which calls: an id, or --number or --customer, or --before (and one of these two)"
        )
    until = time_option(before, "--before")
    gone = asyncio.run(with_connection(lambda connection: _delete(connection, call_id, number, customer, until, yes)))
    if as_json:
        return print_json(gone)
    stderr().print(f"Erased {told(gone)}.")
    if gone["left"]:
        stderr().print(
            f"The number still stands in {', '.join(gone['left'])}: the business's own records and the routing, "
            "which are yours to change."
        )


async def _delete(
    connection: Any, call_id: str | None, number: str | None, customer: str | None, before: datetime | None, yes: bool
) -> dict[str, Any]:
    from callcenter.calls.record.erase import erase_calls
    from callcenter.settings import load_settings
    from callcenter.store.erasure.erasure import count_deletable

    settings = load_settings()
    whose = await _whose(connection, call_id, number, customer, before, settings.calls.country)
    count = await count_deletable(connection, whose)
    if not count and whose.number is not None and not whose.number.digits and number != "withheld":
        raise CallcenterError(
            f"{number!r} is no phone number, and no call is from or to it.",
            remedy=f"{NUMBER_FORM} A call's id stands without --number.",
        )
    if not count and call_id is not None:
        raise CallcenterError("That call is still running.", remedy="Erase it when it is over.")
    if not yes:
        question = f"Erase {told({'calls': count})}, with journals, recordings and tickets' words, for good?"
        typer.confirm(question, abort=True, err=True)
    return asdict(await erase_calls(connection, settings, whose))


async def _whose(
    connection: Any,
    call_id: str | None,
    number: str | None,
    customer: str | None,
    before: datetime | None,
    country: str,
) -> Whose:
    from callcenter.business.erasure import customer_of
    from callcenter.store.call_log.calls import find_call_id
    from callcenter.store.erasure.erasure import Whose

    if call_id is not None:
        return Whose(call_ids=frozenset({await find_call_id(connection, call_id)}))
    if customer is None:
        return Whose(number=read_number(number), before=before)
    found = await customer_of(connection, customer, country, before=before)
    if found is None:
        raise CallcenterError("No customer has that account number.", remedy="Look it up in the table `customer`.")
    return found


def told(gone: dict[str, Any]) -> str:
    """Return an erasure's counts in words: always the calls, and of the other kinds those of which there was one."""
    told = [
        f"{gone[kind]} {one if gone[kind] == 1 else several}"
        for kind, (one, several) in _KINDS.items()
        if kind == "calls" or gone.get(kind)
    ]
    return ", ".join(told)
