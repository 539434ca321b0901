"""The call list's columns: those there are, those shown at first, and the choice of them in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from nicegui import ui

from callcenter.console.pages.frame import cell, words
from callcenter.console.preferences import N_, _, plain
from callcenter.store.call_log.call_search import HIT_BEGINS, HIT_ENDS

#: The name in the address.
COLUMNS = "columns"


def lasted(duration_ms: int | None) -> str:
    """Return a duration as minutes and seconds."""
    if duration_ms is None:
        return ""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes}:{seconds:02}"


def _outcome(call: dict[str, Any]) -> str:
    is_running = not call["termination"]["result"]
    return plain(call["disposition"] or ("refused" if call["refusal"] else "running" if is_running else ""))


def _about(call: dict[str, Any]) -> None:
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
            inside, _mark, after = part.partition(HIT_ENDS) if index else ("", "", part)
            if inside:
                words("mark", inside)
            if after:
                words("span", after)


def _figure(read: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def add(call: dict[str, Any]) -> None:
        value = read(call)
        cell("" if value is None else str(value), classes="figures")

    return add


def _text(read: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda call: cell(str(read(call) or ""))


#: Name in the address, label and what adds the cell; the time of its begin always stands before them.
_ALL: Mapping[str, tuple[str, Callable[[dict[str, Any]], None]]] = MappingProxyType(
    {
        "from": (N_("From"), _figure(lambda call: call["from"] or _("withheld"))),
        "to": (N_("To"), _figure(lambda call: call["to"])),
        "lasted": (N_("Lasted"), _figure(lambda call: lasted(call["duration_ms"]))),
        "trunk": (N_("Trunk"), _text(lambda call: call["trunk"])),
        "rule": (N_("Dispatch rule"), _text(lambda call: call["dispatch_rule"])),
        "language": (N_("Language"), _text(lambda call: call["language"])),
        "agents": (N_("Agents"), _text(lambda call: " → ".join(call["agents"]))),
        "disposition": (N_("Disposition"), _text(_outcome)),
        "ended": (N_("Ended"), _text(lambda call: plain(call["refusal"] or call["termination"]["reason"]))),
        "latency": (N_("Answer p95, ms"), _figure(lambda call: call["response_p95_ms"])),
        "mos": (N_("MOS"), _figure(lambda call: call["mos"])),
        "cost": (N_("Cents"), _figure(lambda call: call["cost_cents"])),
        "anger": (N_("Anger"), _figure(lambda call: call["anger"])),
        "about": (N_("What it was about"), _about),
    }
)
_AT_FIRST = ("from", "to", "lasted", "agents", "disposition", "ended", "about")


def chosen_columns(asked: str) -> Sequence[str]:
    """Return the columns that the address asks for, with commas; those shown at first if it asks for none."""
    chosen = [name for name in asked.split(",") if name in _ALL]
    return tuple(dict.fromkeys(chosen)) or _AT_FIRST


def column_names(columns: Sequence[str]) -> list[str]:
    """Return the columns' labels."""
    return [_(_ALL[name][0]) for name in columns]


def add_cells(columns: Sequence[str], call: dict[str, Any]) -> None:
    """Add a row's cells."""
    for name in columns:
        _ALL[name][1](call)


def column_field(asked: str) -> Callable[[], str]:
    """Add the choice of columns; return what gives it as the address has it, empty if it is as at first."""
    labels = {name: _(label) for name, (label, _add) in _ALL.items()}
    field = ui.select(labels, value=list(chosen_columns(asked)), multiple=True, label=_("Columns")).classes("wide")

    def chosen() -> str:
        # In the table's order, whatever order they were clicked in.
        names = [name for name in _ALL if name in (field.value or [])]
        return "" if tuple(names) == _AT_FIRST else ",".join(names)

    return chosen
