"""The live floor: every call that runs, as it stands now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from callcenter.console.answers.live_floor import live_floor, live_json
from callcenter.console.desk import Desk
from callcenter.console.habits import N_, _
from callcenter.console.pages.frame import OpenPage, frame, table_head, words
from callcenter.errors import CallcenterError

#: Seconds between looks: what the journal ships is shown within a second.
LOOK_S = 1.0
_LONG = ("Signs", "Last words", "At the call")
_COLUMNS = (
    N_("State"),
    N_("Caller"),
    N_("Agent"),
    N_("Talking"),
    N_("Quiet"),
    N_("Signs"),
    N_("Last words"),
    N_("At the call"),
)


def floor_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/floor")
    async def _floor(request: Request) -> None:
        with frame(desk, request, N_("Live floor")) as seat:
            shown = _Calls(desk, seat)
            shown.count = words("p", "").classes("soft").props("role=status")
            with ui.element("table").classes("list calls"):
                table_head(*map(_, _COLUMNS), "")
                shown.body = ui.element("tbody")
            await shown.look()
            ui.timer(LOOK_S, shown.look)


class _Calls:
    """The rows. One stays where it is while its call runs, so that nothing moves away under a pointer or a key."""

    count: TextElement
    body: ui.element

    def __init__(self, desk: Desk, seat: OpenPage) -> None:
        self._desk = desk
        self._seat = seat
        self._rows: dict[str, tuple[ui.element, list[TextElement]]] = {}

    async def look(self) -> None:
        """Show the calls as they are now."""
        try:
            calls = await live_floor(self._desk, self._seat.viewer)
        except CallcenterError:
            return  # the frame says that Postgres is away
        at = datetime.now(UTC)
        lines = {call.call_id: live_json(call, at) for call in calls}
        for call_id in self._rows.keys() - lines.keys():
            self._rows.pop(call_id)[0].delete()
        for call_id, line in lines.items():
            if call_id not in self._rows:
                self._rows[call_id] = self._add(call_id)
            row, cells = self._rows[call_id]
            for cell, text in zip(cells, _texts(line), strict=True):
                if cell.text != text:
                    cell.text = text
            row.classes(add="alert" if line["signs"] else "", remove="" if line["signs"] else "alert")
        said = _("Calls running: {}.").format(len(lines)) if lines else _(_NOBODY)
        if self.count.text != said:
            self.count.text = said

    def _add(self, call_id: str) -> tuple[ui.element, list[TextElement]]:
        with self.body, ui.element("tr") as row:
            cells = [words("td", "").classes("" if name in _LONG else "steady") for name in _COLUMNS]
            with ui.element("td").classes("acts"):
                opened = ui.link(_("Open"), f"/floor/{call_id}")
                opened.props["aria-label"] = _("Open the call {}").format(call_id[-8:])
        return row, cells


_NOBODY = N_("No call is running. One that comes in appears here within a second.")


def _texts(line: dict[str, Any]) -> list[str]:
    said = line["last_words"]
    who = f" by {line['taken_over_by']}" if line["taken_over_by"] else ""
    return [
        line["state"].replace("-", " ") + who,
        line["from"],
        line["agent"],
        clock(line["talking_s"]),
        clock(line["quiet_s"]),
        ", ".join(sign.replace("-", " ") for sign in line["signs"]),
        f"{said['speaker']}: {said['text']}" if said else "",
        ", ".join(line["supervisors"]),
    ]


def clock(seconds: int) -> str:
    """Return seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"
