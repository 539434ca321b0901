"""The live floor: every call that runs, as it stands now."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from callcenter.console.answers.live_floor import live_floor, live_json
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import OpenPage, frame, labelled, table_head, words
from callcenter.console.pages.keyboard import LIST_KEYS, keyboard_help
from callcenter.console.preferences import N_, _, plain
from callcenter.errors import CallcenterError

#: Seconds between looks: what the journal ships is shown within a second.
LOOK_S = 1.0
#: Columns that aren't as wide as their longest text.
_CLASSES = {"State": "steady state", "Signs": "signs", "Last words": "said", "At the call": ""}
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
            with ui.element("div").classes("actions"):
                shown.count = words("p", "").classes("soft grow").props("role=status")
                keyboard_help(*LIST_KEYS[:3])
            # Said at once by a screen reader, whatever it reads: nobody looks at a table all day.
            shown.told = words("p", "").classes("unseen").props("role=alert")
            shown.table = ui.element("table").classes("list calls floor")
            with shown.table:
                table_head(*map(_, _COLUMNS), "")
                shown.body = ui.element("tbody")
            await shown.look()
            ui.timer(LOOK_S, shown.look)


class _Calls:
    """The rows. One stays where it is while its call runs, so that nothing moves away under a pointer or a key."""

    count: TextElement
    told: TextElement
    table: ui.element
    body: ui.element

    def __init__(self, desk: Desk, seat: OpenPage) -> None:
        self._desk = desk
        self._seat = seat
        self._rows: dict[str, tuple[ui.element, list[TextElement]]] = {}
        self._signs: dict[str, list[str]] | None = None

    async def look(self) -> None:
        """Show the calls as they are now."""
        try:
            calls = await live_floor(self._desk, self._seat.viewer)
        except CallcenterError:
            return  # the frame says that Postgres is away
        lines = {call.call_id: live_json(call) for call in calls}
        for call_id in self._rows.keys() - lines.keys():
            self._rows.pop(call_id)[0].delete()
        for call_id, line in lines.items():
            if call_id not in self._rows:
                self._rows[call_id] = self._add(call_id, line)
            row, cells = self._rows[call_id]
            for cell, text in zip(cells, _texts(line), strict=True):
                if cell.text != text:
                    cell.text = text
            row.classes(replace=f"is-{line['state']}{' alert' if line['signs'] else ''}")
        self._say(lines)

    def _say(self, lines: dict[str, dict[str, Any]]) -> None:
        """Say how many calls run, and which of them has a sign that it hadn't."""
        self.table.visible = bool(lines)
        alarming = sum(bool(line["signs"]) for line in lines.values())
        said = _("Calls running: {}.").format(len(lines)) if lines else _(_NOBODY)
        said += " " + _("With a warning sign: {}.").format(alarming) if alarming else ""
        if self.count.text != said:
            self.count.text = said
        before, self._signs = self._signs, {call_id: line["signs"] for call_id, line in lines.items()}
        if before is None:
            return
        new = {
            call_id: [sign for sign in signs if sign not in before.get(call_id, ())]
            for call_id, signs in self._signs.items()
        }
        if any(new.values()):
            told = _("Call of {}: {}")
            self.told.text = "; ".join(
                told.format(lines[call_id]["from"], ", ".join(map(plain, signs)))
                for call_id, signs in new.items()
                if signs
            )

    def _add(self, call_id: str, line: dict[str, Any]) -> tuple[ui.element, list[TextElement]]:
        with self.body, ui.element("tr") as row:
            cells = [words("td", "").classes(_CLASSES.get(name, "steady")) for name in _COLUMNS]
            with ui.element("td").classes("acts"):
                opened = ui.link(_("Open"), f"/floor/{call_id}").classes("open")
                labelled(opened, _("Open the call of {}").format(line["from"]))
        return row, cells


_NOBODY = N_("No call is running. One that comes in appears here within a second.")


def _texts(line: dict[str, Any]) -> list[str]:
    said = line["last_words"]
    taker = line["taken_over_by"]
    return [
        _("taken over by {}").format(taker) if taker else plain(line["state"]),
        line["from"],
        line["agent"],
        clock(line["talking_s"]),
        clock(line["quiet_s"]),
        ", ".join(map(plain, line["signs"])),
        f"{plain(said['speaker'])}: {said['text']}" if said else "",
        ", ".join(line["supervisors"]),
    ]


def clock(seconds: int) -> str:
    """Return seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"
