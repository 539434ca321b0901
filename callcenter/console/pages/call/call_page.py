"""One call: what became of it, recording and transcript that play together, what the tools did, what it took."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import show_call, show_numbers
from callcenter.console.desk import Desk
from callcenter.console.pages.call.call_cost import call_cost
from callcenter.console.pages.call.call_notes import call_notes
from callcenter.console.pages.call.call_player import CallPlayer
from callcenter.console.pages.call.legal_hold import legal_hold
from callcenter.console.pages.call.sip_ladder import sip_ladder
from callcenter.console.pages.call_list.columns import lasted
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, quiet_button, table_head, words
from callcenter.console.pages.keyboard import PLAYER_KEYS, keyboard_help
from callcenter.console.preferences import N_, _, plain, shown_time, zone_name
from callcenter.console.roles import Right
from callcenter.domain.record.tool_end import tool_end
from callcenter.errors import ConsoleMissing


def call_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/calls/{call_id}", reconnect_timeout=PATIENCE_S)
    async def _call(request: Request, call_id: str, at: int = 0, find: str = "", anger: bool = False) -> None:
        with frame(desk, request, N_("Call")) as seat:
            try:
                call = await show_call(desk, seat.viewer, call_id)
            except ConsoleMissing as error:
                ui.label(str(error)).props("role=alert")
                ui.link(_("To all calls"), "/calls")
                return
            if call["summary"]:
                words("p", call["summary"]).classes("summary")
            _facts(desk, seat, call)
            if call["refusal"]:
                _refusal(call["refusal"]["explanation"] or {})
            _talk(seat.viewer, call, at_ms=max(0, at) * 1000, find=find, from_anger=anger)
            if seat.viewer.may(Right.READ_WORDS):
                call_notes(desk, seat, call)
            _near(seat, call)
            _tools(call["tool_calls"])
            _line(call["legs"])
            call_cost(call["usage"], call["cost"])
            sip_ladder(desk, seat, call)


def _facts(desk: Desk, seat: OpenPage, call: dict[str, Any]) -> None:
    end, response = call["termination"], call["response_ms"]
    zone = seat.viewer.zone
    facts = {
        N_("Begun"): f"{shown_time(call['started_at'], zone)} ({zone_name(zone)})",
        N_("Lasted"): lasted(call["duration_ms"]) or _("still running"),
        N_("From"): call["from"] or _("withheld"),
        N_("To"): call["to"],
        N_("Trunk and rule"): " / ".join(name for name in (call["trunk"], call["dispatch_rule"]) if name),
        N_("Agents"): " → ".join(call["agents"]),
        N_("Language"): call["language"],
        N_("Disposition"): plain(call["disposition"]),
        N_("Ended"): ": ".join(plain(part) for part in (end["result"], end["reason"]) if part),
        N_("Refused"): _refused_with(call["refusal"]) if call["refusal"] else "",
        N_("Answers"): _("p50 {p50} ms, p95 {p95} ms").format(**response) if response["p50"] is not None else "",
        N_("Line"): _("MOS {}").format(call["mos"]) if call["mos"] is not None else "",
        N_("Cost"): _("{} cents").format(call["cost"]["cents"]) if call["usage"] else "",
        N_("Id"): call["call_id"],
    }
    shown = {}
    with ui.element("dl").classes("facts"):
        for name, value in facts.items():
            if value:
                with ui.element("div"):
                    words("dt", _(name))
                    shown[name] = words("dd", value)

    async def show(viewer: Viewer) -> None:
        numbers = await show_numbers(desk, viewer, call["call_id"])
        shown["From"].text = numbers["from"] or _("withheld")
        if "To" in shown:
            shown["To"].text = numbers["to"]
        button.visible = False

    viewer = seat.viewer
    place = ui.element("div")
    with ui.element("div").classes("actions"):
        button = quiet_button(_("Show the numbers (goes on record)"), seat.acts(show))
        button.visible = viewer.may(Right.SHOW_NUMBERS) and not viewer.may(Right.SEE_NUMBERS)
        if viewer.may(Right.REVIEW):
            ui.link(_("Review this call"), f"/review/{call['call_id']}")
        legal_hold(desk, seat, call, place)
        keyboard_help(*PLAYER_KEYS)


def _refused_with(refusal: dict[str, Any]) -> str:
    status = f" (SIP {refusal['sip_status']})" if refusal["sip_status"] else ""
    return f"{refusal['reason']}{status}"


def _refusal(explanation: dict[str, Any]) -> None:
    """Show which trunks and rules were tried, and which field of each refused the call."""
    words("h2", _("Why it was refused"))
    if explanation.get("why"):
        words("p", explanation["why"])
    checks = explanation.get("checks") or []
    if not checks:
        return
    with ui.element("table").classes("list"):
        table_head(_("Tried"), _("Name"), _("Field"), _("Why"))
        with ui.element("tbody"):
            for check in checks:
                with ui.element("tr"):
                    cell(check["kind"])
                    cell(check["name"])
                    cell("✓" if check["match"] else check["field"])
                    cell(check["why"])


def _talk(viewer: Viewer, call: dict[str, Any], *, at_ms: int, find: str, from_anger: bool) -> None:
    words("h2", _("What was said"))
    if not viewer.may(Right.READ_WORDS):
        ui.label(_("Your role doesn't read or hear what was said."))
        if call["moments"]:
            CallPlayer(call["call_id"], [], call["moments"], has_recording=False)
        return
    if not call["recording"]:
        ui.label(
            _("There is no recording of this call: recording is off (`serve --record`), not consented to, or erased.")
        )
    if not call["turns"]:
        ui.label(_("Nothing was said, or it was erased."))
    if call["turns"] or call["recording"] or call["moments"]:
        CallPlayer(
            call["call_id"],
            call["turns"],
            call["moments"],
            has_recording=call["recording"],
            at_ms=at_ms,
            find=find,
            from_anger=from_anger,
        )


def _near(seat: OpenPage, call: dict[str, Any]) -> None:
    """Link to the calls of the number before and after this one."""
    if not call["earlier"] and not call["later"]:
        return
    words("h2", _("Other calls of the number"))
    with ui.element("ul"):
        for when, calls in ((_("later"), reversed(call["later"])), (_("earlier"), call["earlier"])):
            for other in calls:
                with ui.element("li"):
                    ui.link(shown_time(other["started_at"], seat.viewer.zone), f"/calls/{other['call_id']}")
                    parts = (when, lasted(other["duration_ms"]), plain(other["disposition"]))
                    words("span", " · ".join(part for part in parts if part)).classes("soft beside")


def _tools(uses: list[dict[str, Any]]) -> None:
    if not uses:
        return
    words("h2", _("What the agents did"))
    with ui.element("table").classes("list"):
        table_head(_("At"), _("Agent"), _("Tool"), _("Given"), _("Found"), _("Took"))
        with ui.element("tbody"):
            for use in uses:
                ended = tool_end(use["ok"], use["result"])
                with ui.element("tr"):
                    cell(lasted(use["at_ms"]), classes="figures")
                    cell(use["agent"])
                    cell(f"{use['tool']} {ended.mark} {ended.words}")
                    cell(_json(use["arguments"]), classes="data")
                    cell(_json(use["result"]), classes="data")
                    cell(_("{} ms").format(use["duration_ms"]), classes="figures")


def _line(legs: list[dict[str, Any]]) -> None:
    if not legs:
        return
    words("h2", _("Its lines"))
    with ui.element("table").classes("list"):
        table_head(_("Leg"), _("Kind"), _("Codec"), _("Ended"), _("MOS"), _("Loss"), _("Jitter"), _("Round trip"))
        with ui.element("tbody"):
            for leg in legs:
                with ui.element("tr"):
                    for text in (leg["name"], leg["kind"], leg["codec"], plain(leg["reason"])):
                        cell(text or "")
                    for name, unit in (("mos", ""), ("loss_pct", " %"), ("jitter_ms", " ms"), ("rtt_ms", " ms")):
                        cell(f"{leg[name]:.1f}{unit}" if leg[name] is not None else "", classes="figures")


def _json(value: Any) -> str:
    return "" if value in (None, {}, []) else json.dumps(value, ensure_ascii=False)
