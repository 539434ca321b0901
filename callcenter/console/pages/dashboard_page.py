"""The dashboard's page: figures beside those before, the course of calls, latencies, lists; all open their calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from callcenter.console.answers.dashboard import Dashboard, Figure, Span, dashboard, read_span
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, cell, frame, labelled, table_head, words
from callcenter.console.preferences import N_, _, plain
from callcenter.cost import prices
from callcenter.errors import SettingsError
from callcenter.store.figures.marks import Mark

#: Labels of the figures, in their order; a figure's name if it isn't here.
_LABELS = {
    "call": N_("Calls"),
    "answered": N_("Answered"),
    "refused": N_("Refused"),
    "abandoned": N_("Abandoned"),
    "containment": N_("Contained"),
    "handling": N_("Handling time"),
    "first-call-resolution": N_("Resolved at first"),
    "came-back": N_("Called again in 7 days"),
    "person": N_("Person asked for"),
    "person-transferred": N_("Transferred to a person"),
    "interruptions-by-caller": N_("Callers broke in"),
    "interruptions-by-agent": N_("Agents broke in"),
    "missed": N_("Calls with a miss"),
    "misses": N_("Misses, share of calls"),
    "switched": N_("Model switched"),
    "model-failed": N_("Model failed"),
    "cost": N_("Cost"),
    "cost-a-call": N_("Cost a call"),
    "unpriced": N_("Model without a price"),
    "transcript": N_("Heard (transcript)"),
    "end_of_turn": N_("Turn's end known"),
    "first_token": N_("First word decided"),
    "first_audio": N_("First sound made"),
    "response": N_("First sound heard"),
}
#: Quick choices: name and days.
_RANGES = ((N_("Today"), 1), (N_("7 days"), 7), (N_("28 days"), 28), (N_("90 days"), 90))
#: Colours that have 3:1 on light and dark.
_COLOURS = {Mark.ANSWERED: "#2e8b74", Mark.REFUSED: "#c0564f", Mark.ABANDONED: "#b07d1e"}


def dashboard_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/dashboard", reconnect_timeout=PATIENCE_S)
    async def _dashboard(request: Request, since: str = "", until: str = "", zone: str = "") -> None:
        with frame(desk, request, N_("Dashboard")) as seat:
            try:
                span = read_span(seat.viewer, since=since, until=until, zone=zone)
            except SettingsError as error:
                ui.label(str(error)).props("role=alert").classes("fault")
                ui.link(_("The last seven days"), "/dashboard")
                return
            _choices(span)
            shown = await dashboard(desk, seat.viewer, span)
            if shown.waiting:
                many = _("10,000 or more") if shown.waiting >= 10_000 else f"{shown.waiting:,}"
                ui.label(_("{} calls have changed and are being counted; look again in a moment.").format(many)).props(
                    "role=status"
                )
            _show(shown)


def _choices(span: Span) -> None:
    """Add the form of times; it leads to an address that holds them."""
    last = (span.until - timedelta(seconds=1)).date()
    with labelled(ui.element("form").classes("filters"), _("Time")) as form:
        since = ui.input(_("From day"), value=f"{span.since.date()}").props("type=date")
        until = ui.input(_("To day"), value=f"{last}").props("type=date")
        zone = ui.input(_("Time zone"), value=span.zone.key).props("autocomplete=off")
        ui.button(_("Show")).props("type=submit no-caps unelevated")
        today = datetime.now(span.zone).date()
        for name, days in _RANGES:
            asked = {"since": f"{today - timedelta(days=days - 1)}", "until": f"{today}", "zone": span.zone.key}
            ui.link(_(name), f"/dashboard?{urlencode(asked)}")

    def show() -> None:
        asked = {"since": since.value or "", "until": until.value or "", "zone": (zone.value or "").strip()}
        ui.navigate.to(f"/dashboard?{urlencode({name: value for name, value in asked.items() if value})}")

    form.on("submit.prevent", show)


def _show(shown: Dashboard) -> None:
    before = shown.span.before
    days = _("{} to {}").format(f"{before.since:%Y-%m-%d %H:%M}", f"{before.until:%Y-%m-%d %H:%M}")
    words(
        "p", _("Beside each figure: the time before, {days} ({zone}).").format(days=days, zone=shown.span.zone.key)
    ).classes("soft")
    with ui.element("ul").classes("tiles"):
        for figure in shown.figures:
            _tile(figure)
    words("h2", _("Calls over time"))
    _chart(shown)
    with ui.element("div").classes("boards"):
        _latencies(shown)
        _list(_("Persons asked for, by outcome"), shown.transfers, _("No person was asked for."))
        _list(_("Dispositions"), shown.dispositions, _("No call is over."))
        _list(_("What was done (tools, by calls)"), shown.tools, _("No tool was used."), are_codes=False)
        _list(_("How calls ended"), shown.reasons, _("No call is over."))
        _list(_("Models switched to"), shown.switches, _("No model had to give way to another."), are_codes=False)


def _tile(figure: Figure) -> None:
    with ui.element("li"), ui.link("", f"/calls?{urlencode(figure.query)}").classes("tile"):
        words("span", _(_LABELS.get(figure.name, figure.name))).classes("name")
        words("span", written(figure.value, figure.unit)).classes("value")
        words("span", _("before: {}").format(written(figure.before, figure.unit))).classes("before")


def _chart(shown: Dashboard) -> None:
    is_by_hour = len(shown.course) > 1 and shown.course[0][1] - shown.course[0][0] <= timedelta(hours=1)
    form = "%d %b %H:%M" if is_by_hour else "%d %b"
    series = [
        {
            "name": plain(mark.value),
            "type": "bar",
            "stack": None if mark is Mark.ABANDONED else "calls",
            "itemStyle": {"color": colour},
            "data": [counts[mark] for _, _, counts in shown.course],
        }
        for mark, colour in _COLOURS.items()
    ]
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 50, "right": 10, "top": 10, "bottom": 60},
        "xAxis": {"type": "category", "data": [f"{since:{form}}" for since, _, _ in shown.course]},
        "yAxis": {"type": "value", "minInterval": 1, "splitLine": {"lineStyle": {"color": "#8884"}}},
        "series": series,
    }

    def open_calls(place: int | None) -> None:
        if place is not None and 0 <= place < len(shown.course):
            since, until, _ = shown.course[place]
            query = Span(since=since, until=until, zone=shown.span.zone).query
            ui.navigate.to(f"/calls?{urlencode(query)}")

    # Drawn as SVG, so that its words take the theme's colour.
    chart = ui.echart(options, renderer="svg", on_point_click=lambda event: open_calls(event.data_index))
    labelled(chart.classes("chart").props("role=img"), _("Calls over time; the table below says the same"))
    with ui.element("details"):
        words("summary", _("As a table"))
        with ui.element("table").classes("list"):
            table_head(_("From"), _("Calls"), _("Answered"), _("Refused"), _("Abandoned"))
            with ui.element("tbody"):
                for since, until, counts in shown.course:
                    query = Span(since=since, until=until, zone=shown.span.zone).query
                    with ui.element("tr"):
                        with ui.element("td").classes("figures"):
                            ui.link(f"{since:{form}}", f"/calls?{urlencode(query)}")
                        for mark in (Mark.CALL, *_COLOURS):
                            cell(f"{counts[mark]:,}", classes="figures")


def _latencies(shown: Dashboard) -> None:
    with ui.element("section").classes("broad"):
        words("h2", _("How long answers took, after the caller's last word"))
        with ui.element("table").classes("list"):
            table_head(_("Up to"), _("p50"), _("before"), _("p95"), _("before"))
            with ui.element("tbody"):
                for part, middle, slow in shown.latencies:
                    with ui.element("tr"):
                        cell(_(_LABELS[part]))
                        for figure in (middle, slow):
                            with ui.element("td").classes("figures"):
                                if figure.value is None:
                                    words("span", written(None, "latency"))
                                else:
                                    ui.link(written(figure.value, "latency"), f"/calls?{urlencode(figure.query)}")
                            cell(written(figure.before, "latency"), classes="figures soft")


def _list(title: str, figures: Sequence[Figure], empty: str, *, are_codes: bool = True) -> None:
    with ui.element("section"):
        words("h2", title)
        if not any(figure.value for figure in figures):
            words("p", empty).classes("soft")
            return
        with ui.element("table").classes("list"):
            table_head(_("What"), _("Count"), _("Before"))
            with ui.element("tbody"):
                for figure in figures:
                    with ui.element("tr"):
                        with ui.element("td"):
                            ui.link(
                                plain(figure.name) if are_codes else figure.name, f"/calls?{urlencode(figure.query)}"
                            )
                        cell(written(figure.value, figure.unit), classes="figures")
                        cell(written(figure.before, figure.unit), classes="figures soft")


def written(value: float | None, unit: str) -> str:
    """Return a figure in words: a count, a share, a time, a sum of money; a dash if there is none."""
    if value is None:
        return "–"
    match unit:
        case "share":
            return f"{value * 100:.1f} %"
        case "ms":
            minutes, seconds = divmod(round(value / 1000), 60)
            return f"{minutes}:{seconds:02}"
        case "latency":
            return f"{value:,.0f} ms"
        case "cents":
            return f"{value / 100:,.2f} {prices().currency}"
    return f"{value:,.0f}"
