"""What a call cost, model by model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from callcenter.console.pages.call_list.columns import lasted
from callcenter.console.pages.frame import cell, table_head, words
from callcenter.console.preferences import N_, _

#: What a part of the pipeline is called; a part's name if it isn't here.
_PARTS = {
    "stt": N_("recogniser"),
    "llm": N_("language model"),
    "tts": N_("voice"),
}
#: Amounts by their name in `UsageMeasured`.
_AMOUNTS = {
    "input_tokens": N_("tokens read: {}"),
    "output_tokens": N_("tokens written: {}"),
    "characters": N_("characters: {}"),
    "requests": N_("requests: {}"),
}


def call_cost(usage: Sequence[dict[str, Any]], cost: dict[str, Any]) -> None:
    """Add the models of a call with what each was used for (`CallRecord.to_json`) and its price, and the sum."""
    if not usage:
        return
    words("h2", _("What it cost"))
    with ui.element("table").classes("list"):
        table_head(_("Part"), _("Model"), _("Used"), _("Cents"))
        with ui.element("tbody"):
            for one in usage:
                with ui.element("tr"):
                    cell(_(_PARTS.get(one["part"], one["part"])))
                    cell(one["model"])
                    cell(_used(one), classes="figures")
                    cell(_("price unknown") if one["cents"] is None else f"{one['cents']:.2f}", classes="figures")
            with ui.element("tr"):
                words("th", _("In all, as it was charged")).props("scope=row colspan=3")
                cell(f"{cost['cents']:.2f}", classes="figures")


def _used(one: dict[str, Any]) -> str:
    amounts = [_("sound: {}").format(lasted(one["audio_ms"]))] if one["audio_ms"] else []
    amounts += [_(text).format(f"{one[name]:,}") for name, text in _AMOUNTS.items() if one[name]]
    return ", ".join(amounts)
