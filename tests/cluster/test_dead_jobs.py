"""A job's process that died: its agent is taken out of the room, so that the caller is seen to be alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.agents.ipc.job_executor import JobStatus
from livekit.protocol import agent, models

from callcenter.telephony.livekit.rooms import Rooms
from callcenter.telephony.livekit.watching.dead_jobs import DeadJobs
from tests.cluster.conftest import livekit_settings, until
from tests.fakes.livekit_participant_server import Refusal, participant_server


def process(status: JobStatus, *, has_job: bool = True) -> Any:
    """A process that has ended, as livekit-agents hands it out."""
    job = SimpleNamespace(
        job=agent.Job(room=models.Room(name="call-1")), accept_arguments=SimpleNamespace(identity="agent-1")
    )
    return SimpleNamespace(running_job=job if has_job else None, status=status)


async def test_process_died__its_agent_is_taken_out() -> None:
    async with participant_server() as server:
        rooms = Rooms(livekit_settings(server.url))
        dead = DeadJobs(rooms)

        dead.closed(process(JobStatus.FAILED))

        await until(lambda: bool(server.requests))
        await dead.aclose()
        await rooms.aclose()
        ((method, asked),) = server.requests
    assert (method, asked.room, asked.identity) == ("RemoveParticipant", "call-1", "agent-1")


@pytest.mark.parametrize("ended", [process(JobStatus.SUCCESS), process(JobStatus.FAILED, has_job=False)])
async def test_process_ended_well_or_had_no_job__nothing_is_asked(ended: Any) -> None:
    async with participant_server() as server:
        rooms = Rooms(livekit_settings(server.url))
        dead = DeadJobs(rooms)

        dead.closed(ended)

        await dead.aclose()
        await rooms.aclose()
    assert not server.requests


@pytest.mark.parametrize("code", ["not_found", "unavailable"])
async def test_remove__livekit_cannot__is_no_fault_of_the_worker(code: str) -> None:
    async with participant_server() as server:
        server.answers["RemoveParticipant"] = Refusal(code, status=503)
        rooms = Rooms(livekit_settings(server.url))

        await DeadJobs(rooms).remove("call-1", "agent-1")

        await rooms.aclose()
