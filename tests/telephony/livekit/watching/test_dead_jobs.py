"""A job's process that died: its agent is taken out of the room, so that the caller is seen to be alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.agents.ipc.job_executor import JobStatus
from livekit.protocol import agent, models

from callcenter.errors import TelephonyError
from callcenter.telephony.livekit.watching.dead_jobs import DeadJobs
from tests.fakes.waiting import until


def process(status: JobStatus, *, has_job: bool = True) -> Any:
    """A process that has ended, as livekit-agents hands it out."""
    job = SimpleNamespace(
        job=agent.Job(room=models.Room(name="call-1")), accept_arguments=SimpleNamespace(identity="agent-1")
    )
    return SimpleNamespace(running_job=job if has_job else None, status=status)


class Watcher:
    """A room watcher that notes which agents it is told to replace; LiveKit can't where `fails`."""

    def __init__(self, *, fails: bool = False) -> None:
        self.died: list[tuple[str, str]] = []
        self.fails = fails

    async def agent_died(self, room: str, identity: str) -> None:
        self.died.append((room, identity))
        if self.fails:
            raise TelephonyError("LiveKit can't.")


@pytest.mark.parametrize("fails", [False, True])
async def test_process_died__its_agent_is_replaced__livekit_cannot__is_no_fault_of_the_worker(fails: bool) -> None:
    watcher = Watcher(fails=fails)
    dead = DeadJobs(watcher)  # type: ignore[arg-type]

    dead.closed(process(JobStatus.FAILED))

    await until(lambda: bool(watcher.died))
    await dead.aclose()
    assert watcher.died == [("call-1", "agent-1")]


@pytest.mark.parametrize("ended", [process(JobStatus.SUCCESS), process(JobStatus.FAILED, has_job=False)])
async def test_process_ended_well_or_had_no_job__nothing_is_asked(ended: Any) -> None:
    watcher = Watcher()
    dead = DeadJobs(watcher)  # type: ignore[arg-type]

    dead.closed(ended)

    await dead.aclose()
    assert not watcher.died
