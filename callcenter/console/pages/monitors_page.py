"""Monitors and the issues they opened: acknowledged and resolved here; each opens its calls."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.monitors.monitors import (
    be_done_with,
    issues,
    monitors,
    see_to,
    watch,
    watch_no_more,
)
from callcenter.console.answers.monitors.telling import sentence
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, labelled, quiet_button, table_head, words
from callcenter.console.preferences import N_, _, shown_time, zone_name
from callcenter.console.roles import Right
from callcenter.store.monitors.issues import Issue
from callcenter.store.monitors.measures import MEASURES
from callcenter.store.monitors.monitors import Monitor


def monitors_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/monitors", reconnect_timeout=PATIENCE_S)
    async def _monitors(request: Request) -> None:
        with frame(desk, request, N_("Monitors")) as seat:
            words("h2", _("Issues"))
            found = await issues(desk, seat.viewer)
            if not found:
                ui.label(_("There is no issue. A monitor below opens one when what it watches for is so."))
            else:
                with ui.element("table").classes("list"):
                    table_head(
                        _("Issue"),
                        _("Opened ({})").format(zone_name(seat.viewer.zone)),
                        _("Until"),
                        _("Worst"),
                        _("Calls"),
                        _("State"),
                        _("Told"),
                        "",
                    )
                    with ui.element("tbody"):
                        for issue in found:
                            _issue(desk, seat, issue)
            await _watched(desk, seat)


def _issue(desk: Desk, seat: OpenPage, issue: Issue) -> None:
    unit = MEASURES[issue.measure].unit.value
    with ui.element("tr") as row:
        row.classes("" if issue.resolved_at else "alert")
        with ui.element("td"):
            words("div", sentence(issue))
            if issue.note:
                words("div", issue.note).classes("soft")
        cell(shown_time(issue.opened_at, seat.viewer.zone, to="minutes"), classes="figures")
        cell(shown_time(issue.seen_at, seat.viewer.zone, to="minutes"), classes="figures")
        cell(f"{issue.worst:,.1f} {unit}", classes="figures")
        with ui.element("td").classes("figures"):
            ui.link(f"{issue.calls}", f"/calls?issue={issue.issue_id}")
        if issue.resolved_at:
            cell(_("resolved by {}").format(issue.resolved_by))
        else:
            seen_to = _("{} sees to it").format(issue.acknowledged_by)
            cell(seen_to if issue.acknowledged_by else _("nobody sees to it"))
        told = [
            f"{one['way']}: {_('told') if one['is_told'] else one['fault'] or _('not yet')}" for one in issue.notices
        ]
        cell("; ".join(told))
        with ui.element("td").classes("acts"):
            if issue.resolved_at is None and seat.viewer.may(Right.HANDLE_ISSUES):
                _acts(desk, seat, issue)


def _acts(desk: Desk, seat: OpenPage, issue: Issue) -> None:
    async def take(viewer: Viewer) -> None:
        await see_to(desk, viewer, issue.issue_id)
        ui.navigate.reload()

    async def resolve(viewer: Viewer) -> None:
        await be_done_with(desk, viewer, issue.issue_id, note=note.value or "")
        ui.navigate.reload()

    with (
        labelled(ui.dialog(), _("Resolve the issue")) as dialog,
        ui.card(),
        ui.element("form").on("submit.prevent", seat.acts(resolve)),
    ):
        words("h2", _("What was it?"))
        note = ui.input(_("Note (no names or numbers)")).props("maxlength=1000")
        ui.button(_("Resolve")).props("type=submit no-caps unelevated")
        quiet_button(_("Not yet"), dialog.close)
    if not issue.acknowledged_by:
        quiet_button(_("I see to it"), seat.acts(take))
    quiet_button(_("Resolve…"), dialog.open)


async def _watched(desk: Desk, seat: OpenPage) -> None:
    words("h2", _("What is watched"))
    watched = await monitors(desk, seat.viewer)
    may_change = seat.viewer.may(Right.SET_RULES)
    if watched:
        with ui.element("table").classes("list"):
            table_head(_("Monitor"), _("Opens an issue when"), _("Tells"), *([""] if may_change else []))
            with ui.element("tbody"):
                for monitor in watched:
                    with ui.element("tr"):
                        cell(monitor.name)
                        cell(_condition(monitor))
                        shown = (monitor.webhook, monitor.email) if may_change else ()
                        cell(", ".join(address for address in shown if address))
                        if may_change:
                            _end(desk, seat, monitor.monitor_id)
    else:
        ui.label(_("Nothing is watched yet.") + ("" if may_change else " " + _("An admin adds monitors.")))
    if may_change:
        _form(desk, seat)


def _condition(monitor: Monitor) -> str:
    measure = MEASURES[monitor.measure]
    told = (
        _("{what} above {value} in {minutes} minutes")
        if monitor.is_above
        else _("{what} below {value} in {minutes} minutes")
    )
    value = f"{monitor.threshold:,.10g} {measure.unit.value}"
    told = told.format(what=_(measure.label), value=value, minutes=monitor.window_minutes)
    least = _(", of {} calls or more").format(monitor.least_calls) if monitor.least_calls else ""
    return told + least


def _end(desk: Desk, seat: OpenPage, monitor_id: int) -> None:
    async def end(viewer: Viewer) -> None:
        await watch_no_more(desk, viewer, monitor_id)
        ui.navigate.reload()

    with ui.element("td").classes("acts"):
        quiet_button(_("End"), seat.acts(end))


def _form(desk: Desk, seat: OpenPage) -> None:
    async def add(viewer: Viewer) -> None:
        monitor = Monitor(
            name=(name.value or "").strip(),
            measure=measure.value or "",
            is_above=beyond.value == "above",
            threshold=float(threshold.value if threshold.value is not None else -1),
            window_minutes=int(window.value or 0),
            least_calls=int(least.value or 0),
            webhook=(webhook.value or "").strip(),
            email=(email.value or "").strip(),
        )
        await watch(desk, viewer, monitor)
        ui.navigate.reload()

    with ui.element("form").classes("filters").on("submit.prevent", seat.acts(add)):
        name = ui.input(_("Name of the monitor")).props("autocomplete=off")
        labels = {key: f"{_(one.label)} ({one.unit.value})" for key, one in MEASURES.items()}
        measure = ui.select(labels, value="misses", label=_("Watch")).classes("wide")
        beyond = ui.select({"above": _("above"), "below": _("below")}, value="above", label=_("When it is"))
        threshold = ui.number(_("Threshold"), value=10, min=0)
        window = ui.number(_("Window, minutes"), value=60, min=5, max=1440)
        least = ui.number(_("Least calls"), value=10, min=0)
        webhook = ui.input(_("Tell by webhook (https://…)")).props("autocomplete=off").classes("wide")
        email = ui.input(_("Tell by e-mail")).props("autocomplete=off").classes("wide")
        ui.button(_("Watch for it")).props("type=submit no-caps unelevated")
