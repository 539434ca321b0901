"""A call's SIP messages on its page: a ladder between the other side and us, each rung to be opened."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.sip_messages import SipMessages, sip_messages, why_no_messages
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import OpenPage, quiet_button, words
from callcenter.console.preferences import _
from callcenter.console.roles import Right
from callcenter.domain.routing.sip_address import printable


def sip_ladder(desk: Desk, seat: OpenPage, call: dict[str, Any]) -> None:
    """Add the messages of a call, to be asked for: looking at them goes on record."""
    words("h2", _("SIP messages"))
    call_id = call["call_id"]
    if why := why_no_messages(desk, call_id, call["legs"]):
        words("p", why).classes("soft")
        return

    async def show(viewer: Viewer) -> None:
        found = await sip_messages(desk, viewer, call_id)
        button.visible = False
        with place:
            _ladder(found)

    button = quiet_button(_("Show the messages (goes on record)"), seat.acts(show))
    if seat.viewer.may(Right.SHOW_NUMBERS):
        ui.link(_("Capture for Wireshark, with the numbers"), f"/api/calls/{call_id}/sip.pcap").props("download")
    place = ui.element("div")


def _ladder(found: SipMessages) -> None:
    first = found.lines[0] if found.lines else None
    if first is None:
        words("p", _("The file holds no message that can be read.")).classes("soft")
        return
    with ui.element("div").classes("ladder"):
        with ui.element("div").classes("ends"):
            words("span", first.peer).classes("figures")
            words("span", _("us"))
        with ui.element("ol"):
            for line in found.lines:
                with ui.element("li"), ui.element("details").classes("received" if line.is_received else "sent"):
                    with ui.element("summary"):
                        words("span", f"{(line.at - first.at).total_seconds():.3f} s").classes("figures soft")
                        words("span", line.title).classes("rung")
                        # Said for those who see no arrow, and if another address takes part.
                        way = _("from {}") if line.is_received else _("to {}")
                        words("span", f"{way.format(line.peer)} · {line.transport}").classes("soft")
                    words("pre", "\n".join(map(printable, line.text.split("\n"))))
    if found.is_cut:
        words("p", _("There were more: a call's later messages are left out.")).classes("soft")
