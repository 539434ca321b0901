"""A job's process that died leaves its agent standing in the room; the worker takes it out and sends a new one.

LiveKit itself notices after 16 to 24 s (livekit-server 1.9.12), and until then the room looks as if it were served.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livekit.agents import AgentServer
from livekit.agents.ipc.job_executor import JobExecutor, JobStatus

from callcenter.errors import TelephonyError
from callcenter.log import logger
from callcenter.tasks import cancel
from callcenter.telephony.livekit.watching.room_watcher import RoomWatcher

log = logger(__name__)


class DeadJobs:
    """Has the agents of dead jobs taken out of their rooms, and their callers helped, by the worker's own watcher."""

    def __init__(self, watcher: RoomWatcher) -> None:
        self._watcher = watcher
        self._removing: set[asyncio.Task[None]] = set()

    def closed(self, process: JobExecutor) -> None:
        """Hear that a job's process has ended: livekit-agents' `process_closed`."""
        job = process.running_job
        if job is None or process.status is not JobStatus.FAILED:
            return
        task = asyncio.create_task(self.remove(job.job.room.name, job.accept_arguments.identity), name="dead-job")
        self._removing.add(task)
        task.add_done_callback(self._removing.discard)

    async def remove(self, room: str, identity: str) -> None:
        """Take an agent out of its room and help its caller. Never raises."""
        log.error(
            "job_died", remedy="Its caller gets a new agent. See the container's memory, and the job's last lines."
        )
        try:
            await self._watcher.agent_died(room, identity)
        except TelephonyError as error:
            log.warning("dead_agent_not_removed", error=error.what)

    async def aclose(self) -> None:
        """Give up what is under way."""
        await cancel(*self._removing)


@asynccontextmanager
async def replacing_dead_agents(server: AgentServer, watcher: RoomWatcher) -> AsyncIterator[None]:
    """Do so for a server's jobs while open. Begin before the server runs."""
    dead = DeadJobs(watcher)
    # The pool is made as the server starts.
    server.on("worker_started", lambda: server._proc_pool.on("process_closed", dead.closed))
    try:
        yield
    finally:
        await dead.aclose()
