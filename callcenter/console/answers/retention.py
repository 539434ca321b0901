"""What is kept how long, what the job took away, calls on legal hold, and erasing a caller by number."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from callcenter.calls.record.erase import erase_calls
from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, ConsoleRefused, SettingsError
from callcenter.store.connection import Connection
from callcenter.store.console.audit import AuditAction
from callcenter.store.erasure.erasure import Whose, count_deletable
from callcenter.store.erasure.retention import list_holds, list_runs, place_hold, release_hold
from callcenter.store.erasure.spellings import spellings

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Days for which each kind is kept (0: for good; of SIP messages none), the job's runs, calls on hold, as JSON."""

    days: dict[str, int]
    runs: list[dict[str, Any]]
    holds: list[dict[str, Any]]


async def retention(desk: Desk, viewer: Viewer) -> Retention:
    """Return what is kept how long and what was done about it."""
    viewer.require(Right.HOLD)
    calls = desk.settings.calls
    days = {
        "calls": calls.retention_days,
        "recordings": calls.recording_days,
        "transcripts": calls.transcript_days,
        "audit_log": desk.settings.console.audit_days,
        "sip_messages": desk.settings.sip.trace_days,
    }
    async with desk.connection() as connection:
        runs = [{**asdict(run), "at": run.at.isoformat()} for run in await list_runs(connection)]
        holds = [{**asdict(one), "placed_at": one.placed_at.isoformat()} for one in await list_holds(connection)]
    return Retention(days=days, runs=runs, holds=holds)


async def hold_call(desk: Desk, viewer: Viewer, call_id: str, reason: str) -> None:
    """Put a call on legal hold: neither the job nor an erasure takes anything of it.

    Raises:
        ConsoleRefused: no reason, or too long a one.
        ConsoleMissing: there is no such call, or it is on hold already.
    """
    viewer.require(Right.HOLD)
    reason = reason.strip()
    if not 1 <= len(reason) <= _LONGEST_REASON or not reason.isprintable():
        raise ConsoleRefused(
            f"A hold has a reason of 1 to {_LONGEST_REASON} characters.", remedy="Give the case's number, and no names."
        )
    async with desk.connection() as connection:
        if not await place_hold(connection, call_id, by=viewer.name, reason=reason):
            raise ConsoleMissing("There is no such call, or it is on hold already.")
        await put_on_record(connection, viewer, AuditAction.HOLD_PLACED, subject=call_id)


async def release_call(desk: Desk, viewer: Viewer, call_id: str) -> None:
    """Take a call off legal hold.

    Raises:
        ConsoleMissing: it isn't on hold.
    """
    viewer.require(Right.HOLD)
    async with desk.connection() as connection:
        if not await release_hold(connection, call_id):
            raise ConsoleMissing("That call isn't on hold.")
        await put_on_record(connection, viewer, AuditAction.HOLD_RELEASED, subject=call_id)


async def count_callers_calls(desk: Desk, viewer: Viewer, number: str) -> int:
    """Return how many calls erasing a caller would erase.

    Raises:
        SettingsError: that is no number.
    """
    viewer.require(Right.ERASE)
    async with desk.connection() as connection:
        return await count_deletable(connection, _whose(desk, number))


async def erase_caller(desk: Desk, viewer: Viewer, number: str, *, calls: int) -> dict[str, Any]:
    """Erase a caller for good and return how much of each kind went; on record without the number.

    `calls` is what `count_callers_calls` said: whoever confirmed that, confirmed no other number of calls.

    Raises:
        SettingsError: that is no number.
        ConsoleRefused: there are more or fewer calls now.
        StorageError: the storage failed; the rows are still there, and the same again erases the rest.
    """
    viewer.require(Right.ERASE)
    whose = _whose(desk, number)
    async with desk.connection() as connection:
        found = await count_deletable(connection, whose)
        if found != calls:
            raise ConsoleRefused(
                f"There are {found} calls now, and you confirmed {calls}.", remedy="Look again, and confirm that."
            )
        gone = asdict(await erase_calls(connection, desk.settings, whose))
        await _note(connection, viewer, gone)
    return gone


async def _note(connection: Connection, viewer: Viewer, gone: dict[str, Any]) -> None:
    facts = {kind: n for kind, n in gone.items() if n and kind != "left"}
    await put_on_record(connection, viewer, AuditAction.CALLER_ERASED, facts=facts)


def _whose(desk: Desk, number: str) -> Whose:
    wanted = spellings(number.strip(), desk.settings.calls.country)
    if not wanted.digits:
        raise SettingsError("That is no phone number.", remedy="Write it as +18005550123.")
    return Whose(number=wanted)
