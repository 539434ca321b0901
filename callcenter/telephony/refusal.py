"""A refused call as the call log has it, whichever way the call came."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import CallEnded, CallRefused, CallStarted, Fact, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason

#: The only status the application can refuse with in the single machine's stack; LiveKit SIP's for a caller whose
#: participant was removed before the answer (livekit/sip, pkg/sip/inbound.go, 2026-08).
BUSY_HERE = 486

#: How a refused call ended, if more is to be said than that it wasn't admitted.
_END = {reason: EndReason(reason.value) for reason in VerdictReason if reason.value in set(EndReason)}


class AskedCall(Protocol):
    """What is known of the asked-for call (`domain.calls.call.Call`, `embedded.calls.invitation.Invitation`)."""

    @property
    def caller_number(self) -> str:
        """Empty when withheld."""

    @property
    def dialled_number(self) -> str:
        """As sent."""

    @property
    def sip_call_id(self) -> str:
        """The Call-ID header."""

    @property
    def source_address(self) -> str:
        """Empty when unknown."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The named SIP headers."""


def refusal_facts(
    asked: AskedCall, *, reason: VerdictReason, trunk: str, sip_status: int, explanation: Mapping[str, Any]
) -> tuple[Fact, ...]:
    """Return all facts of a refused call, first to last. `explanation` is what `callcenter explain` would print."""
    return (
        CallStarted(
            caller_number=asked.caller_number,
            dialled_number=asked.dialled_number,
            trunk=trunk,
            dispatch_rule="",
            room="",
            agent="",
            language="",
            sip_call_id=asked.sip_call_id,
            source_address=asked.source_address,
            headers=dict(asked.headers),
            worker_pid=os.getpid(),
        ),
        CallRefused(reason=reason, sip_status=sip_status, explanation=dict(explanation)),
        CallEnded(termination=terminate(_END.get(reason, EndReason.NOT_ADMITTED)), at_ms=0),
        WrappedUp(disposition=Disposition.REFUSED, summary=f"Refused: {reason.replace('-', ' ')}."),
    )
