"""A call that no agent served: the caller is put down, and the call log has a row of it.

A caller whose job fails before it is answered would ring until the trunk's timeout, and one whose job died would hear
nothing for as long as a call may last.
"""

from __future__ import annotations

from collections.abc import Iterable

from livekit.protocol.models import ParticipantInfo

from callcenter import metrics
from callcenter.calls.record.journal import Journal
from callcenter.calls.run_call import call_started
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import CallEnded, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.errors import JournalError, TelephonyError
from callcenter.log import logger
from callcenter.runtime import open_journal
from callcenter.settings import Settings
from callcenter.telephony.livekit.attributes import PERSON, call_from_room, read_job_metadata
from callcenter.telephony.livekit.rooms import Rooms

log = logger(__name__)


def callers(participants: Iterable[ParticipantInfo]) -> list[ParticipantInfo]:
    """Return those of a room's participants who came by telephone; a person who was rung for one is no caller."""
    return [one for one in participants if one.kind == ParticipantInfo.Kind.SIP and PERSON not in one.attributes]


def lost_call(room: str, caller: ParticipantInfo | None, metadata: str) -> Call:
    """Return the call as far as it is known; without its caller there is only the room."""
    told = read_job_metadata(metadata)
    return call_from_room(
        room=room,
        attributes=dict(caller.attributes) if caller is not None else {},
        metadata=told,
        agents=(told.agent or FIRST_AGENT,),
    )


def record_lost(call: Call, journal: Journal, *, reason: EndReason) -> None:
    """Count the call and journal it."""
    metrics.sip_refused(reason)
    try:
        opened = journal.open(call.call_id)
    except JournalError as error:
        log.error("lost_call_not_recorded", error=error.what, remedy=error.remedy)
        return
    opened.record(call_started(call))
    opened.record(CallEnded(termination=terminate(reason), at_ms=0))
    opened.record(WrappedUp(disposition=Disposition.FAILED, summary="No agent served the call."))
    opened.close()


async def put_down_lost(settings: Settings, *, room: str, metadata: str, reason: EndReason) -> None:
    """Close the room of a job that failed and record the call, each whether or not the other works. Never raises."""
    caller: ParticipantInfo | None = None
    rooms = Rooms(settings)
    try:
        caller = next(iter(callers(await rooms.participants(room))), None)
        await rooms.close(room)
    except TelephonyError as error:
        log.error("caller_not_put_down", error=error.what, remedy=error.remedy)
    finally:
        await rooms.aclose()
    try:
        async with open_journal(settings) as journal:
            record_lost(lost_call(room, caller, metadata), journal, reason=reason)
    except Exception as error:
        log.error("lost_call_not_recorded", error=type(error).__name__)
