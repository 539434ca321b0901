"""The call list's filters: a form that leads to an address which holds them, to be kept and sent on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.pages.call_list.columns import COLUMNS, column_field
from callcenter.console.pages.frame import labelled, words
from callcenter.console.preferences import N_, _, plain
from callcenter.console.roles import Right
from callcenter.domain.calls.termination import EndReason, TerminationResult
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.disposition import Disposition
from callcenter.store.call_log.call_search import ORDERS
from callcenter.store.figures.marks import Mark

#: Text filters: name in the address, label, and the right without which it isn't offered.
_FIRST: tuple[tuple[str, str, Right | None], ...] = (
    ("words", N_("Words that were said"), Right.READ_WORDS),
    ("number", N_("Number"), Right.SHOW_NUMBERS),
    ("agent", N_("Agent"), None),
    ("tag", N_("Tag"), None),
)
_MORE: tuple[tuple[str, str, Right | None], ...] = (
    ("trunk", N_("Trunk"), None),
    ("rule", N_("Dispatch rule"), None),
    ("tool", N_("Tool"), None),
    ("language", N_("Language"), None),
    ("at_least_s", N_("Seconds, at least"), None),
    ("at_most_s", N_("Seconds, at most"), None),
    ("latency_at_least_ms", N_("p95 in ms, at least"), None),
    ("latency_at_most_ms", N_("p95 in ms, at most"), None),
    ("cost_at_least", N_("Cents, at least"), None),
    ("cost_at_most", N_("Cents, at most"), None),
    ("mos_at_least", N_("MOS, at least"), None),
    ("mos_at_most", N_("MOS, at most"), None),
    ("issue", N_("Issue of a monitor"), None),
    ("score_at_least", N_("Score, at least"), Right.REVIEW),
    ("score_at_most", N_("Score, at most"), Right.REVIEW),
)
_CHOICES = (
    ("disposition", N_("Disposition"), tuple(Disposition)),
    ("order", N_("Order"), tuple(ORDERS)),
)
_MORE_CHOICES = (
    ("result", N_("Ended"), tuple(TerminationResult)),
    ("reason", N_("Ended by"), tuple(EndReason)),
    ("mark", N_("What is so"), tuple(Mark)),
    ("said_by", N_("Words by"), tuple(Speaker)),
)
_CHECKS = (("is_recorded", N_("With a recording")), ("is_refused", N_("Refused")), ("is_disputed", N_("Disputed")))


def add_filters(asked: dict[str, str], viewer: Viewer) -> None:
    """Add the form, filled in with what the address asks for."""
    fields: dict[str, Any] = {}

    def texts(which: tuple[tuple[str, str, Right | None], ...]) -> None:
        for name, label, right in which:
            if right is None or viewer.may(right):
                field = ui.input(_(label), value=asked.get(name, "")).props("autocomplete=off")
                fields[name] = field.classes("wide" if name == "words" else "")

    def choices(which: tuple[tuple[str, str, tuple[str, ...]], ...]) -> None:
        for name, label, values in which:
            if name == "said_by" and not viewer.may(Right.READ_WORDS):
                continue
            options = {"": "", **{str(value): plain(value) for value in values}}
            value = asked.get(name, "") if asked.get(name, "") in options else ""
            fields[name] = ui.select(options, value=value, label=_(label))

    with labelled(ui.element("form").classes("filters").props("role=search"), _("Filters")) as form:
        texts(_FIRST[:1])
        for name, label in (("since", N_("From day")), ("until", N_("To day"))):
            fields[name] = ui.input(_(label), value=asked.get(name, "")[:10]).props("type=date")
        texts(_FIRST[1:])
        choices(_CHOICES)
        for name, label in _CHECKS:
            fields[name] = ui.checkbox(_(label), value=bool(asked.get(name)))
        ui.button(_("Find")).props("type=submit no-caps unelevated")
        if asked:
            ui.link(_("All calls"), "/calls")
        has_more = any(name in asked for name, *_rest in (*_MORE, *_MORE_CHOICES))
        with ui.element("details").classes("more").props("open" if has_more else ""):
            words("summary", _("More filters, and columns"))
            with ui.element("div").classes("filters"):
                texts(_MORE)
                choices(_MORE_CHOICES)
                columns = column_field(asked.get(COLUMNS, ""))

    def find() -> None:
        values = {name: str(one.value or "").strip() for name, one in fields.items()}
        wanted = {
            name: "1" if value == "True" else value for name, value in values.items() if value not in ("", "False")
        }
        if chosen := columns():
            wanted[COLUMNS] = chosen
        ui.navigate.to(f"/calls?{urlencode(wanted)}" if wanted else "/calls")

    form.on("submit.prevent", find)
