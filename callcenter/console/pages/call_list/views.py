"""Saved views above the call list: filters, order and columns under a name of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.views import MOST_NAME, drop_view, keep_view
from callcenter.console.desk import Desk
from callcenter.console.pages.call_list.columns import COLUMNS
from callcenter.console.pages.frame import OpenPage, labelled, quiet_button
from callcenter.console.preferences import _
from callcenter.console.roles import Right


class SavedViews:
    """One's views as links, and the way to keep what is shown as one."""

    def __init__(self, desk: Desk, seat: OpenPage, asked: Mapping[str, str], views: dict[str, dict[str, str]]) -> None:
        self._desk = desk
        self._seat = seat
        self._asked = dict(asked)
        self._views = dict(views)
        with labelled(ui.element("nav").classes("views"), _("Saved views")):
            self._yesterdays_angriest()
            self._place = ui.element("span").classes("tags")
            if asked:
                with ui.element("form").classes("tags").on("submit.prevent", seat.acts(self._keep)):
                    self._name = ui.input(_("Save this view as")).props(f"dense maxlength={MOST_NAME} autocomplete=off")
                    ui.button(_("Save")).props("type=submit flat dense no-caps color=none").classes("quiet")
        self._draw()

    def _yesterdays_angriest(self) -> None:
        """Add the view that is everybody's: what to hear first in the morning."""
        viewer = self._seat.viewer
        if not viewer.may(Right.READ_WORDS):
            return
        day = (datetime.now(viewer.zone) - timedelta(days=1)).date().isoformat()
        query = {"since": day, "until": day, "order": "angriest", COLUMNS: "from,lasted,agents,disposition,anger,about"}
        with ui.element("span").classes("tag"):
            self._link(_("Yesterday's angriest"), query)

    async def _keep(self, viewer: Viewer) -> None:
        name = str(self._name.value or "").strip()
        await keep_view(self._desk, viewer, name, self._asked)
        self._name.value = ""
        self._views[name] = self._asked
        self._draw()

    async def _drop(self, viewer: Viewer, name: str) -> None:
        await drop_view(self._desk, viewer, name)
        del self._views[name]
        self._draw()

    def _draw(self) -> None:
        self._place.clear()
        with self._place:
            for name, query in sorted(self._views.items()):
                with ui.element("span").classes("tag"):
                    self._link(name, query)
                    self._remover(name)

    def _link(self, name: str, query: Mapping[str, str]) -> None:
        is_here = query == self._asked
        ui.link(name, f"/calls?{urlencode(query)}").props('aria-current="page"' if is_here else "")

    def _remover(self, name: str) -> None:
        async def remove(viewer: Viewer) -> None:
            await self._drop(viewer, name)

        labelled(quiet_button("×", self._seat.acts(remove)), _("Remove the view {}").format(name))
