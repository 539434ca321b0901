"""Whether a room's caller has been left without an agent, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from enum import Enum

from livekit.protocol.agent import Job, JobStatus
from livekit.protocol.agent_dispatch import AgentDispatch
from livekit.protocol.models import ParticipantInfo

from callcenter.telephony.livekit.attributes import CALL_STATUS, PERSON, RINGING, read_job_metadata

#: Seconds a caller may be without an agent of whom nothing is heard: no worker took the job, or its process died.
ALONE_S = 1.2
#: Seconds a job may take from a worker's yes to the room: on a busy machine, or from a process that isn't warm.
COMING_S = 4.0
#: Seconds after which a phone that rings with no agent in the room is refused, so that the carrier tries its next route
#: within five: from the room to its first word an agent takes a second, two on a busy machine.
RINGING_S = 3.0
#: Seconds after which a phone that rings has no third agent sent: they would come after it has been refused, or so late
#: that their first word did, and take the CPU from those who are in time.
LAST_CHANCE_S = 2.0
#: Seconds for which an agent is sought for a caller who had been answered: their job died, and others may be loading.
ANSWERED_S = 6.0

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


def judge(
    participants: Sequence[ParticipantInfo],
    dispatches: Sequence[AgentDispatch],
    *,
    agent_name: str,
    alone_s: float,
    waiting_s: float = 0.0,
    gone: Collection[str] = (),
) -> RoomNeed:
    """Return what a room needs.

    `alone_s` is how long the caller has been seen alone since the last dispatch, `waiting_s` without any agent at all.
    `gone` are the identities of agents that were seen in the room and aren't there any more: their jobs aren't on their
    way. A job's status says little: behind Redis livekit-server (1.9.12) keeps the one that a job had when it was
    handed out. Rooms that nobody asked our agents for are somebody else's.
    """
    ours = [one for one in dispatches if one.agent_name == agent_name]
    caller = _caller(participants)
    if not ours or caller is None or serving_in(participants):
        return RoomNeed.NOTHING
    is_coming = any(
        job.state.status not in _ENDED and agent_identity(job) not in gone for one in ours for job in one.state.jobs
    )
    # A number that we rang isn't rung once more. A second chance that no worker took is given again, while there is
    # time; one that ended isn't. A room may outlive a call that had its own.
    told = [read_job_metadata(one.metadata) for one in ours]
    chances = [one for one, says in zip(ours, told, strict=True) if says.again_for == caller_key(caller)]
    is_ringing = caller.attributes.get(CALL_STATUS) == RINGING
    if is_ringing and waiting_s >= RINGING_S:
        return RoomNeed.CLOSE
    if alone_s < (COMING_S if is_coming else ALONE_S) or (is_ringing and chances and waiting_s >= LAST_CHANCE_S):
        return RoomNeed.WAIT
    if any(says.dial for says in told) or any(one.state.jobs for one in chances):
        return RoomNeed.CLOSE
    return RoomNeed.CLOSE if chances and waiting_s >= ANSWERED_S else RoomNeed.DISPATCH


def agent_identity(job: Job) -> str:
    """Return the identity that a job's agent has in the room."""
    return job.state.participant_identity or f"agent-{job.id}"


def serving_in(participants: Sequence[ParticipantInfo]) -> set[str]:
    """Return the identities of those who serve a room's caller: agents, and a person rung for them."""
    return {one.identity for one in participants if one.kind == ParticipantInfo.Kind.AGENT or PERSON in one.attributes}


def caller_key(caller: ParticipantInfo) -> str:
    """Return what tells a caller's stay in the room from an earlier one of the same number."""
    return caller.sid or caller.identity


def again(metadata: str, caller: ParticipantInfo) -> str:
    """Return a dispatch's metadata, marked as this caller's second one."""
    try:
        told = json.loads(metadata or "{}")
    except ValueError:
        told = {}
    return json.dumps({**(told if isinstance(told, dict) else {}), "again_for": caller_key(caller)}, sort_keys=True)


def _caller(participants: Sequence[ParticipantInfo]) -> ParticipantInfo | None:
    return next(
        (
            one
            for one in participants
            if one.kind == ParticipantInfo.Kind.SIP
            and PERSON not in one.attributes
            and one.state != ParticipantInfo.State.DISCONNECTED
        ),
        None,
    )
