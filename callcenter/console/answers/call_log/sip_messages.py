"""A call's SIP messages as a viewer may see them, and as a capture; every look is on record."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.calls.record.sip_trace.pcap import capture_file
from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.calls.record.sip_trace.trace_files import KeptTrace, has_trace, read_trace
from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.domain.calls.leg import LegKind
from callcenter.errors import ConsoleMissing
from callcenter.store.call_log.calls import has_call
from callcenter.store.console.audit import AuditAction


@dataclass(frozen=True, slots=True, kw_only=True)
class SipMessages:
    """Messages in the order of time; `is_cut` tells that a call had more than are kept of one."""

    lines: Sequence[SipLine]
    is_cut: bool

    def to_json(self) -> dict[str, Any]:
        """Return them as JSON data, each with its time from the first in ms."""
        began = self.lines[0].at if self.lines else None
        told = [
            {
                **one.to_json(),
                "title": one.title,
                "after_ms": round((one.at - (began or one.at)).total_seconds() * 1000),
            }
            for one in self.lines
        ]
        return {"messages": told, "is_cut": self.is_cut}


async def sip_messages(desk: Desk, viewer: Viewer, call_id: str) -> SipMessages:
    """Return a call's SIP messages, numbers and names masked for those who needn't see them; on record.

    Raises:
        ConsoleMissing: there is no such call, or none of its messages are kept here.
    """
    viewer.require(Right.SEE_CALLS)
    kept = await _kept(desk, viewer, call_id, AuditAction.SIP_MESSAGES_READ)
    lines = kept.lines if viewer.may(Right.SEE_NUMBERS) else [one.masked() for one in kept.lines]
    return SipMessages(lines=lines, is_cut=kept.is_cut)


async def sip_capture(desk: Desk, viewer: Viewer, call_id: str) -> bytes:
    """Return a call's SIP messages as a capture file, with the numbers; on record.

    Raises:
        ConsoleMissing: there is no such call, or none of its messages are kept here.
    """
    viewer.require(Right.SHOW_NUMBERS)
    kept = await _kept(desk, viewer, call_id, AuditAction.SIP_MESSAGES_FETCHED)
    return await asyncio.to_thread(capture_file, kept.lines)


def capture_name(call_id: str) -> str:
    """Return the name of a call's capture, whatever the id has in it."""
    return f"{re.sub(r'[^A-Za-z0-9_-]', '', call_id)}.pcap"


def why_no_messages(desk: Desk, call_id: str, legs: Sequence[dict[str, Any]]) -> str:
    """Return in English why there are no SIP messages of a call to be seen here; '' if there are some."""
    if has_trace(desk.settings.sip_traces_dir, call_id):
        return ""
    if any(leg["kind"] == LegKind.LIVEKIT for leg in legs):
        return "This call's SIP was LiveKit SIP's: its messages are in the log of livekit-sip."
    if any(leg["kind"] == LegKind.TEXT for leg in legs):
        return "This call was typed: it had no SIP."
    days = desk.settings.sip.trace_days
    if not days:
        return "SIP messages aren't kept. `CALLCENTER_SIP__TRACE_DAYS` keeps those of later calls for so many days."
    return f"None are here: they are kept for {days} days, on the machine that had the call."


async def _kept(desk: Desk, viewer: Viewer, call_id: str, action: AuditAction) -> KeptTrace:
    async with desk.connection() as connection:
        if not await has_call(connection, call_id):
            raise ConsoleMissing("There is no such call, or it was erased.")
        kept = await asyncio.to_thread(read_trace, desk.settings.sip_traces_dir, call_id)
        if kept is None:
            raise ConsoleMissing(
                "No SIP messages of that call are here.",
                remedy="They are kept if CALLCENTER_SIP__TRACE_DAYS says so, on the machine that had the call.",
            )
        await put_on_record(connection, viewer, action, subject=call_id)
    return kept
