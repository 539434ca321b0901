"""The page of retention: days to keep, what the job took away, calls on hold, and erasing a caller by number."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.retention import (
    Retention,
    count_callers_calls,
    erase_caller,
    hold_call,
    release_call,
    retention,
)
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, labelled, quiet_button, table_head, words
from callcenter.console.preferences import N_, _, shown_time, zone_name
from callcenter.console.roles import Right

#: What each kind that is kept for a time, or went, is called.
_KINDS = {
    "calls": N_("Calls"),
    "recordings": N_("Recordings"),
    "sip_messages": N_("SIP messages"),
    "transcripts": N_("Transcripts"),
    "audit_log": N_("Audit log"),
    "audit_entries": N_("Audit log"),
    "journals": N_("Journals"),
    "tickets": N_("Tickets (blanked)"),
    "promises": N_("Promises to pay"),
    "guesses": N_("Wrong guesses at who was calling"),
    "codes": N_("Codes"),
    "links": N_("Links from tickets and visits"),
    "mentions": N_("Mentions elsewhere (redacted)"),
}


def retention_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/retention", reconnect_timeout=PATIENCE_S)
    async def _retention(request: Request) -> None:
        with frame(desk, request, N_("Retention")) as seat:
            found = await retention(desk, seat.viewer)
            with ui.element("dl").classes("facts"):
                for kind, days in found.days.items():
                    with ui.element("div"):
                        words("dt", _(_KINDS[kind]))
                        unlimited = _("none are kept") if kind == "sip_messages" else _("kept for good")
                        words("dd", _("{} days").format(days) if days else unlimited)
            if seat.viewer.may(Right.ERASE):
                _erasure(desk, seat)
            place = ui.element("div")
            _hold_form(desk, seat, place)
            _holds(desk, seat, place, found)
            _runs(seat, found)


def _erasure(desk: Desk, seat: OpenPage) -> None:
    words("h2", _("Erase a caller"))

    async def ask(viewer: Viewer) -> None:
        wanted = str(number.value or "")
        calls = await count_callers_calls(desk, viewer, wanted)
        with labelled(ui.dialog(value=True).props("persistent"), _("Erase a caller")) as dialog, ui.card():
            text = _("Erase {} calls with recordings, journals and every mention of the number, for good?")
            words("p", text.format(calls))
            words("p", _("Calls that run, and calls on legal hold, stay."))

            async def erase(viewer: Viewer) -> None:
                dialog.close()
                gone = await erase_caller(desk, viewer, wanted, calls=calls)
                number.value = ""
                done.text = _("Erased: {}.").format(told(gone) or _("nothing was left"))
                if gone["left"]:
                    left = _(" The number still stands in {}, which are yours to change.")
                    done.text += left.format(", ".join(gone["left"]))

            ui.button(_("Erase for good"), on_click=seat.acts(erase), color="negative").props("no-caps unelevated")
            quiet_button(_("Leave it"), dialog.close)

    with ui.element("form").classes("filters").on("submit.prevent", seat.acts(ask)):
        number = ui.input(_("Number")).props("autocomplete=off maxlength=40")
        ui.button(_("Erase…"), color=None).props("type=submit flat dense no-caps").classes("quiet grave")
    done = words("p", "").props("role=status")


def _hold_form(desk: Desk, seat: OpenPage, place: ui.element) -> None:
    with place:
        words("h2", _("Calls on legal hold"))

        async def hold(viewer: Viewer) -> None:
            await hold_call(desk, viewer, str(call_id.value or "").strip(), str(reason.value or ""))
            ui.navigate.reload()

        with ui.element("form").classes("filters").on("submit.prevent", seat.acts(hold)):
            call_id = ui.input(_("A call's id")).props("autocomplete=off").classes("wide")
            reason = ui.input(_("Reason (a case's number)")).props("autocomplete=off maxlength=200").classes("wide")
            ui.button(_("Put on hold")).props("type=submit no-caps unelevated")


def _holds(desk: Desk, seat: OpenPage, place: ui.element, found: Retention) -> None:
    with place:
        if not found.holds:
            ui.label(_("No call is on hold. Nothing of a call on hold is erased, by the job or by anybody."))
            return
        with ui.element("table").classes("list"):
            since = _("Since ({})").format(zone_name(seat.viewer.zone))
            table_head(_("Call"), since, _("By"), _("Reason"), "")
            with ui.element("tbody"):
                for one in found.holds:
                    _hold_row(desk, seat, one)


def _hold_row(desk: Desk, seat: OpenPage, one: dict[str, Any]) -> None:
    async def release(viewer: Viewer) -> None:
        await release_call(desk, viewer, one["call_id"])
        ui.navigate.reload()

    with ui.element("tr"):
        with ui.element("td"):
            ui.link(one["call_id"], f"/calls/{one['call_id']}")
        cell(shown_time(one["placed_at"], seat.viewer.zone), classes="figures")
        cell(one["placed_by"])
        cell(one["reason"])
        with ui.element("td").classes("acts"):
            quiet_button(_("Release"), seat.acts(release))


def _runs(seat: OpenPage, found: Retention) -> None:
    words("h2", _("What the job took away"))
    if not found.runs:
        ui.label(_("Nothing yet: the job runs beside `callcenter serve` once an hour if days are set."))
        return
    with ui.element("table").classes("list"):
        table_head(_("When ({})").format(zone_name(seat.viewer.zone)), _("Machine"), _("What went"))
        with ui.element("tbody"):
            for run in found.runs:
                with ui.element("tr"):
                    cell(shown_time(run["at"], seat.viewer.zone), classes="figures")
                    cell(run["machine"])
                    cell(run["fault"] or told(run["went"]) or _("nothing was old enough"))


def told(went: dict[str, Any]) -> str:
    """Return what went, in words."""
    return ", ".join(f"{_(name)}: {went[kind]}" for kind, name in _KINDS.items() if went.get(kind))
