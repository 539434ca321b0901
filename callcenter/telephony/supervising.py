"""The way to a running call, whichever of the two carries it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.domain.calls.leg import LegKind
from callcenter.domain.running_call import RunningCall
from callcenter.settings import Settings


def at_call(settings: Settings, call: RunningCall, identity: str) -> AbstractAsyncContextManager[CallSupervisor]:
    """Take a supervisor's place at a running call, until the block ends.

    Raises:
        SupervisorRefused: the call can't be found where it should be, or hasn't begun.
        TelephonyError: LiveKit can't be reached.
    """
    if call.carrier == LegKind.LIVEKIT:
        from callcenter.telephony.livekit.supervision import room_supervisor

        return room_supervisor.at_call(settings, call.room, identity)
    from callcenter.telephony.embedded.supervision import socket_supervisor

    return socket_supervisor.at_call(settings, call.call_id, identity)
