"""The call log's page: filters, the list with hits in context, paging, export of what is shown; walked by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import CallPage, list_calls, read_search
from callcenter.console.answers.call_log.views import own_views
from callcenter.console.desk import Desk
from callcenter.console.pages.call_list.columns import COLUMNS, add_cells, chosen_columns, column_names
from callcenter.console.pages.call_list.exports import Exports
from callcenter.console.pages.call_list.filters import add_filters
from callcenter.console.pages.call_list.views import SavedViews
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, frame, labelled, quiet_button, table_head
from callcenter.console.pages.keyboard import LIST_KEYS, keyboard_help
from callcenter.console.preferences import N_, _, shown_time, zone_name
from callcenter.console.roles import Right
from callcenter.errors import SettingsError
from callcenter.store.call_log.call_search import CallSearch


def calls_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/calls", reconnect_timeout=PATIENCE_S)
    async def _calls(request: Request) -> None:
        asked = {name: value for name, value in request.query_params.items() if value.strip()}
        filters = {name: value for name, value in asked.items() if name != COLUMNS}
        with frame(desk, request, N_("Calls")) as seat:
            SavedViews(desk, seat, asked, await own_views(desk, seat.viewer))
            add_filters(asked, seat.viewer)
            try:
                wanted = read_search(desk, filters, zone=seat.viewer.zone)
            except SettingsError as error:
                ui.label(str(error)).props("role=alert").classes("fault")
                return
            page = await list_calls(desk, seat.viewer, wanted)
            may_export = seat.viewer.may(Right.EXPORT)
            with ui.element("div").classes("above"):
                keyboard_help(*LIST_KEYS)
                exports = Exports(desk, seat, wanted) if may_export and page.calls else None
            if exports is not None:
                exports.show_progress()
            table = _CallTable(desk, seat, wanted, chosen_columns(asked.get(COLUMNS, "")), may_pick=may_export)
            table.start(page, is_filtered=bool(filters))


class _CallTable:
    """The calls shown so far, and the way to more."""

    def __init__(
        self, desk: Desk, seat: OpenPage, wanted: CallSearch, columns: Sequence[str], *, may_pick: bool
    ) -> None:
        self._desk = desk
        self._seat = seat
        self._wanted = wanted
        self._columns = columns
        self._may_pick = may_pick
        self._after = ""
        # A call that was found by words, or for its anger, opens where that was.
        self._found = f"?{urlencode({'find': wanted.words})}" if wanted.words else ""
        if wanted.order == "angriest":
            self._found = "?anger=1"

    def start(self, page: CallPage, *, is_filtered: bool) -> None:
        """Show the first page."""
        if not page.calls:
            if is_filtered:
                ui.label(_("No call matches all of these filters. Take one away, or look at all calls."))
            else:
                ui.label(_("There are no calls yet. `callcenter demo` makes one, and `callcenter serve` takes them."))
            return
        with ui.element("table").classes("list calls"):
            begun = _("Begun ({})").format(zone_name(self._seat.viewer.zone))
            table_head(*([""] if self._may_pick else []), begun, *column_names(self._columns))
            self._body = ui.element("tbody")
        self._more = quiet_button(_("More"), self._seat.acts(self._go_on))
        self._add(page)

    async def _go_on(self, viewer: Viewer) -> None:
        self._add(await list_calls(self._desk, viewer, self._wanted, after=self._after))

    def _add(self, page: CallPage) -> None:
        with self._body:
            for call in page.calls:
                self._row(call)
        self._after = page.after
        self._more.visible = bool(page.after)

    def _row(self, call: dict[str, Any]) -> None:
        begun = shown_time(call["started_at"], self._seat.viewer.zone)
        with ui.element("tr"):
            if self._may_pick:
                with ui.element("td"):
                    pick = ui.element("input").classes("pick")
                    pick.props["type"], pick.props["value"] = "checkbox", call["call_id"]
                    labelled(pick, _("Export the call of {}").format(begun))
            with ui.element("td").classes("figures"):
                ui.link(begun, f"/calls/{call['call_id']}{self._found}").classes("open")
            add_cells(self._columns, call)
