"""Monitors and issues as pages and API ask for them, and the round that looks and tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.monitors.telling import check_email, check_webhook, tell
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, ConsoleRefused, SettingsError
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.console.audit import AuditAction
from callcenter.store.figures.count import count_stale
from callcenter.store.monitors.issues import (
    Issue,
    acknowledge,
    due_notices,
    find_issue,
    list_issues,
    note_not_told,
    note_told,
    resolve,
)
from callcenter.store.monitors.measures import MEASURES
from callcenter.store.monitors.monitors import Monitor, add_monitor, end_monitor, list_monitors, look

#: Issues that are shown at most.
SHOWN = 100
#: Longest note.
_NOTE = 1000


async def monitors(desk: Desk, viewer: Viewer) -> Sequence[Monitor]:
    """Return what is watched."""
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        return await list_monitors(connection)


def monitor_json(monitor: Monitor, viewer: Viewer) -> dict[str, Any]:
    """Return a monitor as JSON data; whom it tells is for those who may change that."""
    told = {} if viewer.may(Right.SET_RULES) else {"webhook": bool(monitor.webhook), "email": bool(monitor.email)}
    return {**asdict(monitor), "unit": MEASURES[monitor.measure].unit.value, **told}


async def watch(desk: Desk, viewer: Viewer, monitor: Monitor) -> int:
    """Add a monitor and return its id.

    Raises:
        SettingsError: what of it can't be, all at once; or whom it tells may not be told.
    """
    viewer.require(Right.SET_RULES)
    faults = [
        what
        for what, is_so in (
            ("a name of 1 to 60 characters", 1 <= len(monitor.name.strip()) <= 60 and monitor.name.isprintable()),
            (f"a measure ({', '.join(MEASURES)})", monitor.measure in MEASURES),
            ("a threshold of 0 to 1,000,000,000", 0 <= monitor.threshold <= 1e9),
            ("a window of 5 to 1,440 minutes", 5 <= monitor.window_minutes <= 1440),
            ("least calls of 0 to 1,000,000", 0 <= monitor.least_calls <= 1_000_000),
        )
        if not is_so
    ]
    if faults:
        raise SettingsError(f"A monitor has {'; '.join(faults)}.")
    if monitor.webhook:
        check_webhook(desk.settings.console, monitor.webhook)
    if monitor.email:
        check_email(desk.settings.console, monitor.email)
    async with desk.connection() as connection:
        monitor_id = await add_monitor(connection, monitor)
        facts = {"name": monitor.name, "measure": monitor.measure}
        await put_on_record(connection, viewer, AuditAction.MONITOR_CHANGED, subject=str(monitor_id), facts=facts)
    return monitor_id


async def watch_no_more(desk: Desk, viewer: Viewer, monitor_id: int) -> None:
    """End a monitor; its issues stay.

    Raises:
        ConsoleMissing: there is none of that id.
    """
    viewer.require(Right.SET_RULES)
    async with desk.connection() as connection:
        if not await end_monitor(connection, monitor_id):
            raise ConsoleMissing("There is no such monitor.")
        await put_on_record(connection, viewer, AuditAction.MONITOR_CHANGED, subject=str(monitor_id))


async def issues(desk: Desk, viewer: Viewer) -> Sequence[Issue]:
    """Return the issues, those that aren't resolved first."""
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        return await list_issues(connection, SHOWN)


async def see_to(desk: Desk, viewer: Viewer, issue_id: int) -> None:
    """Acknowledge an issue: the viewer sees to it.

    Raises:
        ConsoleMissing: there is none.
        ConsoleRefused: somebody sees to it, or it is resolved.
    """
    viewer.require(Right.HANDLE_ISSUES)
    async with desk.connection() as connection:
        if not await acknowledge(connection, issue_id, viewer.name):
            raise await _why_not(connection, issue_id)
        await put_on_record(connection, viewer, AuditAction.ISSUE_ACKNOWLEDGED, subject=str(issue_id))


async def be_done_with(desk: Desk, viewer: Viewer, issue_id: int, *, note: str = "") -> None:
    """Resolve an issue, with a note on what it was. What came before opens no other.

    Raises:
        ConsoleMissing: there is none.
        ConsoleRefused: it is resolved.
        SettingsError: the note is too long.
    """
    viewer.require(Right.HANDLE_ISSUES)
    note = note.replace("\x00", "").strip()
    if len(note) > _NOTE:
        raise SettingsError(f"A note has {_NOTE} characters at most.")
    async with desk.connection() as connection:
        if not await resolve(connection, issue_id, viewer.name, note):
            raise await _why_not(connection, issue_id)
        await put_on_record(connection, viewer, AuditAction.ISSUE_RESOLVED, subject=str(issue_id))


async def _why_not(connection: Connection, issue_id: int) -> ConsoleMissing | ConsoleRefused:
    issue = await find_issue(connection, issue_id)
    if issue is None:
        return ConsoleMissing("There is no such issue.")
    if issue.resolved_at is not None:
        return ConsoleRefused(f"{issue.resolved_by} has resolved it.")
    return ConsoleRefused(f"{issue.acknowledged_by} sees to it.")


async def look_at_all(connection: Connection) -> int:
    """Look at every monitor and return how many issues opened. Needs a transaction."""
    watched = await list_monitors(connection)
    if not watched:
        return 0
    await count_stale(connection)
    opened = [await look(connection, monitor) for monitor in watched]
    return sum(issue_id is not None for issue_id in opened)


async def tell_all(connection: Connection, settings: Settings) -> None:
    """Tell what is due. Needs a transaction, in which only this one tells."""
    address = (settings.console.public_url or f"http://{settings.console.bind}").rstrip("/")
    for notice in await due_notices(connection):
        issue = await find_issue(connection, notice.issue_id)
        if issue is None:
            continue
        fault = await tell(settings.console, notice, issue, address=address)
        await (note_not_told(connection, notice, fault) if fault else note_told(connection, notice))
