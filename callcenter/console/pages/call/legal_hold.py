"""Legal hold on a call's page: seen, placed with a reason and released by those who may."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.retention import hold_call, release_call
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import OpenPage, labelled, quiet_button, words
from callcenter.console.preferences import _, shown_time
from callcenter.console.roles import Right


def legal_hold(desk: Desk, seat: OpenPage, call: dict[str, Any], place: ui.element) -> None:
    """Say in a place that the call is on hold, and why; let those who may put it on hold or release it here."""
    call_id, held = call["call_id"], call["hold"]
    if held is not None:
        told = _("On legal hold since {when}, by {who}: {why}")
        when = shown_time(held["placed_at"], seat.viewer.zone)
        with place:
            words("p", told.format(when=when, who=held["placed_by"], why=held["reason"])).props("role=note")
    if not seat.viewer.may(Right.HOLD):
        return

    async def release(viewer: Viewer) -> None:
        await release_call(desk, viewer, call_id)
        ui.navigate.reload()

    def ask() -> None:
        with labelled(ui.dialog(value=True), _("Legal hold")) as dialog, ui.card():
            words("p", _("Nothing of a call on hold is erased, by the job or by anybody."))

            async def hold(viewer: Viewer) -> None:
                await hold_call(desk, viewer, call_id, str(reason.value or ""))
                ui.navigate.reload()

            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(hold)):
                reason = ui.input(_("Reason (a case's number)")).props("autocomplete=off maxlength=200 autofocus")
                ui.button(_("Put on hold")).props("type=submit no-caps unelevated")
                quiet_button(_("Leave it"), dialog.close)

    if held is not None:
        quiet_button(_("Release from legal hold"), seat.acts(release))
    else:
        quiet_button(_("Put on legal hold…"), ask)
