"""A call's tags and note on its page. Of two who write one note the second is told, and sees what both wrote."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.annotations import MOST_NOTE, MOST_TAG, read_note, tag_call, write_note
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import OpenPage, labelled, quiet_button, tell, words
from callcenter.console.preferences import _, shown_time
from callcenter.console.roles import Right
from callcenter.errors import ConsoleConflict


def call_notes(desk: Desk, seat: OpenPage, call: dict[str, Any]) -> None:
    """Add the tags and the note of a call, to be changed by those who may."""
    words("h2", _("Tags and note"))
    may_write = seat.viewer.may(Right.ANNOTATE)
    _Tags(desk, seat, call["call_id"], call["tags"], may_write=may_write)
    _Note(desk, seat, call["call_id"], call["note"], may_write=may_write)


class _Tags:
    def __init__(self, desk: Desk, seat: OpenPage, call_id: str, tags: list[str], *, may_write: bool) -> None:
        self._desk, self._seat, self._call_id = desk, seat, call_id
        self._tags, self._may_write = list(tags), may_write
        self._place = ui.element("div").classes("tags")
        if may_write:
            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(self._add)):
                self._new = ui.input(_("New tag")).props(f"maxlength={MOST_TAG} autocomplete=off")
                ui.button(_("Add")).props("type=submit no-caps unelevated")
        self._draw()

    async def _add(self, viewer: Viewer) -> None:
        tag = str(self._new.value or "").strip()
        await tag_call(self._desk, viewer, self._call_id, add=[tag])
        self._new.value = ""
        self._tags = [*(one for one in self._tags if one != tag), tag]
        self._draw()

    async def _remove(self, viewer: Viewer, tag: str) -> None:
        await tag_call(self._desk, viewer, self._call_id, remove=[tag])
        self._tags.remove(tag)
        self._draw()

    def _draw(self) -> None:
        self._place.clear()
        with self._place:
            if not self._tags:
                ui.label(_("No tags.")).classes("soft")
            for tag in self._tags:
                with ui.element("span").classes("tag"):
                    words("span", tag)
                    if self._may_write:
                        self._remover(tag)

    def _remover(self, tag: str) -> None:
        async def remove(viewer: Viewer) -> None:
            await self._remove(viewer, tag)

        labelled(quiet_button("×", self._seat.acts(remove)), _("Take away {}").format(tag))


class _Note:
    def __init__(
        self, desk: Desk, seat: OpenPage, call_id: str, note: dict[str, Any] | None, *, may_write: bool
    ) -> None:
        self._desk, self._seat, self._call_id = desk, seat, call_id
        self._version = note["version"] if note else 0
        self._theirs = words("p", "").classes("theirs").props("role=alert")
        self._theirs.visible = False
        text = note["text"] if note else ""
        if may_write:
            self._field = ui.textarea(_("Note"), value=text).props(f"maxlength={MOST_NOTE} autogrow").classes("note")
        else:
            words("p", text)
        self._by = words("p", "").classes("soft")
        if may_write:
            quiet_button(_("Save the note"), seat.acts(self._save))
        self._say_who(note)

    async def _save(self, viewer: Viewer) -> None:
        try:
            text = str(self._field.value or "")
            note = await write_note(self._desk, viewer, self._call_id, text, after=self._version)
        except ConsoleConflict as error:
            found = await read_note(self._desk, viewer, self._call_id)
            told = _("{what} Theirs: {text}")
            self._theirs.text = told.format(what=error, text=found["text"] if found else "")
            self._theirs.visible = True
            self._version = found["version"] if found else 0
            return
        self._theirs.visible = False
        self._version = note["version"]
        self._say_who(note)
        tell(_("The note is saved."))

    def _say_who(self, note: dict[str, Any] | None) -> None:
        when = shown_time(note["written_at"], self._seat.viewer.zone) if note else ""
        self._by.text = _("Written by {who}, {when}").format(who=note["written_by"], when=when) if note else ""
