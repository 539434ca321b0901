"""The audit log, for those who look after the others; reading it is on record, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.store.console.audit import AuditAction, AuditEntry, list_entries, was_noted

#: Entries of one page, and minutes in which reading on counts as one look.
PAGE_ENTRIES, ONE_LOOK_MINUTES = 50, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries; None matches all. `before` is the last entry's id of the page before."""

    who: str | None = None
    action: str | None = None
    subject: str | None = None
    before: int | None = None


async def audit_log(desk: Desk, viewer: Viewer, wanted: AuditFilter) -> Sequence[AuditEntry]:
    """Return a page of the audit log, the newest first."""
    viewer.require(Right.READ_AUDIT)
    async with desk.connection() as connection:
        entries = await list_entries(
            connection,
            before=wanted.before,
            who=wanted.who,
            action=wanted.action,
            subject=wanted.subject,
            limit=PAGE_ENTRIES,
        )
        look = AuditAction.AUDIT_READ
        if not await was_noted(connection, look, who=viewer.name, subject="", minutes=ONE_LOOK_MINUTES):
            await put_on_record(connection, viewer, look)
    return entries
