"""The page of the audit log: who did what, when and from where, the newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.audit_log import PAGE_ENTRIES, AuditFilter, audit_log
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, quiet_button, table_head
from callcenter.console.preferences import N_, _, plain, shown_time, zone_name
from callcenter.store.console.audit import AuditAction, AuditEntry


def audit_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/audit", reconnect_timeout=PATIENCE_S)
    async def _audit(request: Request, who: str = "", action: str = "", subject: str = "") -> None:
        with frame(desk, request, N_("Audit log")) as seat:
            wanted = AuditFilter(who=who or None, action=action or None, subject=subject or None)
            entries = await audit_log(desk, seat.viewer, wanted)
            log = _AuditTable(desk, seat, wanted)
            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(log.search)):
                log.who = ui.input(_("Who"), value=who).props("autocomplete=off clearable")
                known = action if action in list(AuditAction) else ""
                log.action = ui.select(
                    {"": "", **{str(one): plain(one) for one in AuditAction}}, value=known, label=_("What")
                ).classes("wide")
                log.subject = (
                    ui.input(_("On what (a call's id, a name)"), value=subject).props("clearable").classes("wide")
                )
                ui.button(_("Show")).props("type=submit no-caps unelevated")
            log.place = ui.element("div")
            log.start(entries)


class _AuditTable:
    """The entries shown so far, and the way to older ones."""

    who: ui.input
    action: ui.select
    subject: ui.input
    place: ui.element

    def __init__(self, desk: Desk, seat: OpenPage, wanted: AuditFilter) -> None:
        self._desk = desk
        self._seat = seat
        self._wanted = wanted

    async def search(self, viewer: Viewer) -> None:
        """Show the entries that match what was filled in."""
        self._wanted = AuditFilter(
            who=(self.who.value or "").strip() or None,
            action=self.action.value or None,
            subject=(self.subject.value or "").strip() or None,
        )
        self.start(await audit_log(self._desk, viewer, self._wanted))

    async def older(self, viewer: Viewer) -> None:
        """Add the page after those shown."""
        self._add(await audit_log(self._desk, viewer, self._wanted))

    def start(self, entries: Sequence[AuditEntry]) -> None:
        """Show these in place of what was there."""
        self.place.clear()
        with self.place:
            if not entries:
                ui.label(_("Nothing on record matches. Take a filter away to see more."))
                return
            with ui.element("table").classes("list"):
                when = _("When ({})").format(zone_name(self._seat.viewer.zone))
                table_head(when, _("Who"), _("Role"), _("What"), _("On what"), _("From"), _("More"))
                self._body = ui.element("tbody")
            self._more = quiet_button(_("Older"), self._seat.acts(self.older))
        self._add(entries)

    def _add(self, entries: Sequence[AuditEntry]) -> None:
        with self._body:
            for entry in entries:
                with ui.element("tr"):
                    cell(shown_time(entry.at, self._seat.viewer.zone), classes="figures")
                    cell(entry.who)
                    cell(plain(entry.role))
                    cell(plain(entry.action))
                    cell(entry.subject)
                    cell(entry.address, classes="figures")
                    cell(json.dumps(dict(entry.facts), ensure_ascii=False) if entry.facts else "")
        if entries:
            self._wanted = replace(self._wanted, before=entries[-1].entry_id)
        self._more.visible = len(entries) == PAGE_ENTRIES
