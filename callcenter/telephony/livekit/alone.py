"""Whether a room's caller has been left without an agent, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum

from livekit.protocol.agent import JobStatus
from livekit.protocol.agent_dispatch import AgentDispatch
from livekit.protocol.models import ParticipantInfo

from callcenter.telephony.livekit.attributes import read_job_metadata

#: Seconds a caller may be without an agent of whom nothing is heard: no worker took the job, or its process died.
ALONE_S = 2.0
#: Seconds a job may take from a worker's yes to the room: a process that isn't warm has to load first.
COMING_S = 8.0

_ENDED = frozenset({JobStatus.JS_SUCCESS, JobStatus.JS_FAILED, JobStatus.JS_CANCELLED})


class RoomNeed(Enum):
    """What a room needs."""

    NOTHING = "nothing"
    #: A caller is alone, but not for long enough.
    WAIT = "wait"
    #: Send one new agent.
    DISPATCH = "dispatch"
    #: Nobody will come: put the caller down.
    CLOSE = "close"
    #: The call has been served and recorded, and its caller is still on the line.
    OVER = "over"


def judge(
    participants: Sequence[ParticipantInfo],
    dispatches: Sequence[AgentDispatch],
    *,
    agent_name: str,
    alone_s: float,
) -> RoomNeed:
    """Return what a room needs.

    An agent of a job that has ended counts as gone: after a kill its participant stands in the room for another 15 to
    25 s (livekit-server 1.9.12), while the worker reports the dead process at once. `alone_s` is how long the caller
    has been seen alone. Rooms that nobody asked our agents for are somebody else's.
    """
    ours = [one for one in dispatches if one.agent_name == agent_name]
    if not ours or not _has_caller(participants):
        return RoomNeed.NOTHING
    jobs = [job for one in ours for job in one.state.jobs]
    ended = {job.state.participant_identity or f"agent-{job.id}" for job in jobs if job.state.status in _ENDED}
    if _agents(participants) - ended:
        return RoomNeed.NOTHING
    is_coming = any(job.state.status not in _ENDED for job in jobs)
    if alone_s < (COMING_S if is_coming else ALONE_S):
        return RoomNeed.WAIT
    # A second agent would begin a call that is over, or ring a number that we rang once more.
    if any(job.state.status == JobStatus.JS_SUCCESS for job in jobs):
        return RoomNeed.OVER
    told = [read_job_metadata(one.metadata) for one in ours]
    if any(one.is_again or one.dial for one in told):
        return RoomNeed.CLOSE
    return RoomNeed.DISPATCH


def again(metadata: str) -> str:
    """Return a dispatch's metadata, marked as the second one of its room."""
    try:
        told = json.loads(metadata or "{}")
    except ValueError:
        told = {}
    return json.dumps({**(told if isinstance(told, dict) else {}), "is_again": True}, sort_keys=True)


def _has_caller(participants: Sequence[ParticipantInfo]) -> bool:
    return any(
        one.kind == ParticipantInfo.Kind.SIP and one.state != ParticipantInfo.State.DISCONNECTED for one in participants
    )


def _agents(participants: Sequence[ParticipantInfo]) -> set[str]:
    return {one.identity for one in participants if one.kind == ParticipantInfo.Kind.AGENT}
