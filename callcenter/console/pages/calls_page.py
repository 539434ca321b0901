"""The call log's page: filters, the list with hits in context, paging, export of what is shown; walked by keyboard."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from callcenter.console.access.roles import Right
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.calls import CallPage, list_calls, read_search
from callcenter.console.desk import Desk
from callcenter.console.habits import N_, _, shown_time, zone_name
from callcenter.console.pages.frame import OpenPage, cell, frame, quiet_button, table_head, words
from callcenter.domain.disposition import Disposition
from callcenter.domain.termination import TerminationResult
from callcenter.errors import SettingsError
from callcenter.store.call_search import HIT_BEGINS, HIT_ENDS, ORDERS, CallSearch
from callcenter.store.figures.marks import Mark

#: Text filters: name in the address, label, and the right without which it isn't offered.
_TEXTS: tuple[tuple[str, str, Right | None], ...] = (
    ("words", "Words that were said", Right.READ_WORDS),
    ("number", "Number", Right.SHOW_NUMBERS),
    ("agent", "Agent", None),
    ("trunk", "Trunk", None),
    ("rule", "Dispatch rule", None),
    ("tag", "Tag", None),
    ("tool", "Tool", None),
    ("language", "Language", None),
    ("at_least_s", "Seconds, at least", None),
    ("at_most_s", "Seconds, at most", None),
    ("issue", "Issue of a monitor", None),
    ("score_at_least", "Score, at least", Right.REVIEW),
    ("score_at_most", "Score, at most", Right.REVIEW),
)
_CHOICES = (
    ("disposition", "Disposition", tuple(Disposition)),
    ("result", "Ended", tuple(TerminationResult)),
    ("mark", "What is so", tuple(Mark)),
    ("order", "Order", tuple(ORDERS)),
)

_SWITCHES = (("is_recorded", "With a recording"), ("is_refused", "Refused"), ("is_disputed", "Reviewers disagree"))


def calls_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/calls")
    async def _calls(request: Request) -> None:
        asked = {name: value for name, value in request.query_params.items() if value.strip()}
        with frame(desk, request, N_("Calls")) as seat:
            ui.add_head_html('<script defer src="/assets/calls.js"></script>')
            _filters(asked, seat.viewer)
            try:
                wanted = read_search(desk, asked, zone=seat.viewer.zone)
            except SettingsError as error:
                ui.label(str(error)).props("role=alert").classes("fault")
                return
            page = await list_calls(desk, seat.viewer, wanted)
            with ui.element("div").classes("above"):
                quiet_button("Keyboard (?)", lambda: ui.run_javascript("callKeys()"))
                if seat.viewer.may(Right.EXPORT) and page.calls:
                    query = urlencode({**asked, "format": "csv"})
                    ui.link("Export CSV", f"/api/calls/export?{query}")
                    ui.link("Export JSON", f"/api/calls/export?{urlencode({**asked, 'format': 'json'})}")
            _CallTable(desk, seat, wanted).start(page, is_filtered=bool(asked))


def _filters(asked: dict[str, str], viewer: Viewer) -> None:
    """Add the form; it leads to an address that holds the filters, to be kept and sent on."""
    fields: dict[str, Any] = {}
    with ui.element("form").classes("filters").props('role=search aria-label="Filters"') as form:
        for name, label in (("since", "From day"), ("until", "To day")):
            fields[name] = ui.input(label, value=asked.get(name, "")[:10]).props("type=date stack-label")
        for name, label, right in _TEXTS:
            if right is None or viewer.may(right):
                field = ui.input(label, value=asked.get(name, "")).props("autocomplete=off")
                fields[name] = field.classes("wide" if name == "words" else "")
        for name, label, choices in _CHOICES:
            options = [""] + [str(choice) for choice in choices]
            value = asked.get(name, "") if asked.get(name, "") in options else ""
            fields[name] = ui.select(options, value=value, label=label)
        for name, label in (
            ("is_recorded", "With a recording"),
            ("is_refused", "Refused"),
            ("is_disputed", "Disputed"),
        ):
            fields[name] = ui.checkbox(label, value=bool(asked.get(name)))
        ui.button("Find").props("type=submit no-caps unelevated")
        if asked:
            ui.link("All calls", "/calls")

    def find() -> None:
        values = {name: str(one.value or "").strip() for name, one in fields.items()}
        wanted = {
            name: "1" if value == "True" else value for name, value in values.items() if value not in ("", "False")
        }
        ui.navigate.to(f"/calls?{urlencode(wanted)}" if wanted else "/calls")

    form.on("submit.prevent", find)


class _CallTable:
    """The calls shown so far, and the way to more."""

    def __init__(self, desk: Desk, seat: OpenPage, wanted: CallSearch) -> None:
        self._desk = desk
        self._seat = seat
        self._wanted = wanted
        self._after = ""

    def start(self, page: CallPage, *, is_filtered: bool) -> None:
        """Show the first page."""
        if not page.calls:
            if is_filtered:
                ui.label("No call matches all of these filters. Take one away, or look at all calls.")
            else:
                ui.label("There are no calls yet. `callcenter demo` makes one, and `callcenter serve` takes them.")
            return
        with ui.element("table").classes("list calls"):
            table_head(
                _("Begun ({})").format(zone_name(self._seat.viewer.zone)),
                "From",
                "To",
                "Lasted",
                "Agents",
                "Disposition",
                "Ended",
                "What it was about",
            )
            self._body = ui.element("tbody")
        self._more = quiet_button("More", self._seat.acts(self._go_on))
        self._add(page)

    async def _go_on(self, viewer: Viewer) -> None:
        self._add(await list_calls(self._desk, viewer, self._wanted, after=self._after))

    def _add(self, page: CallPage) -> None:
        with self._body:
            for call in page.calls:
                _row(call, self._seat.viewer.zone)
        self._after = page.after
        self._more.visible = bool(page.after)


def _row(call: dict[str, Any], zone: tzinfo) -> None:
    end = call["termination"]
    with ui.element("tr"):
        with ui.element("td").classes("figures"):
            ui.link(shown_time(call["started_at"], zone), f"/calls/{call['call_id']}").classes("open")
        cell(call["from"] or "withheld", classes="figures")
        cell(call["to"], classes="figures")
        cell(lasted(call["duration_ms"]), classes="figures")
        cell(" → ".join(call["agents"]))
        cell(call["disposition"] or ("refused" if call["refusal"] else "running" if not end["result"] else ""))
        cell(call["refusal"] or end["reason"] or "")
        with ui.element("td"):
            words("div", call["summary"])
            if call["hit"]:
                _hit(call["hit"])
            if call["tags"]:
                words("div", ", ".join(call["tags"])).classes("soft")


def _hit(text: str) -> None:
    """Show words in their context, with each hit marked."""
    with ui.element("div").classes("soft"):
        for index, part in enumerate(text.split(HIT_BEGINS)):
            inside, _, after = part.partition(HIT_ENDS) if index else ("", "", part)
            if inside:
                words("mark", inside)
            if after:
                words("span", after)


def lasted(duration_ms: int | None) -> str:
    """Return a duration as minutes and seconds."""
    if duration_ms is None:
        return ""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes}:{seconds:02}"
