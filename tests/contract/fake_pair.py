"""The fakes as a pair: a LiveKit project in this process, and workers whose jobs are tasks in it.

The jobs are the product's own (`serve_job`), as are the room watcher, the journal and the models' plugins; in place of
livekit-agents' processes stands a task each, and in place of LiveKit's media a loopback room.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
from livekit.protocol import agent

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.runtime import Loaded
from callcenter.settings import Settings
from callcenter.store.call_log.calls import CallLine
from callcenter.tasks import cancel
from callcenter.telephony.livekit.job.job import USERDATA, Prepared, serve_job
from callcenter.telephony.livekit.supervision.room_supervisor import in_room
from callcenter.telephony.livekit.watching.dead_jobs import DeadJobs
from callcenter.telephony.livekit.watching.room_watcher import RoomWatcher, watching_rooms
from callcenter.telephony.livekit.worker.left_facts import shipping_left_facts
from tests.contract.line import BUSY_PERSON, PATIENCE_S, PERSON, SPEECH, logged, running_room, tagged
from tests.fakes.livekit.livekit_phone import FakePhone
from tests.fakes.livekit.livekit_project import LiveKitProject, livekit_project
from tests.fakes.livekit.livekit_sip_server import API_KEY, API_SECRET
from tests.fakes.livekit.room import FakeRoom
from tests.fakes.livekit.supervisor_room import SupervisorRoom
from tests.fakes.servers.model_servers import ModelServer, model_server
from tests.fakes.waiting import others, until

_PERSONS = {PERSON: ("sip:desk@127.0.0.1:1", 200), BUSY_PERSON: ("sip:desk@127.0.0.1:2", 486)}


@dataclass
class _Job:
    job: agent.Job
    key: str
    task: asyncio.Task[None] | None = None
    is_killed: bool = False


@dataclass
class FakeWorker:
    """A worker of this process."""

    project: LiveKitProject
    prepared: Prepared
    limit: int
    agent_name: str
    watcher: RoomWatcher
    jobs: list[_Job] = field(default_factory=list)
    is_draining: bool = False

    def may_take(self) -> bool:
        return not self.is_draining and len(self._running()) < self.limit

    def take(self, job: agent.Job) -> None:
        taken = _Job(job, key=f"{API_KEY}-{job.id}")
        self.jobs.append(taken)
        taken.task = asyncio.create_task(self._serve(taken))

    async def kill_job(self) -> None:
        await until(lambda: bool(self._running()), timeout_s=PATIENCE_S)
        (one,) = self._running()
        one.is_killed = True
        self.project.killed(one.job, one.key)
        await DeadJobs(self.watcher).remove(one.job.room.name, f"agent-{one.job.id}")

    def drain(self) -> None:
        self.is_draining = True

    async def stopped(self, *, timeout_s: float) -> None:
        await until(lambda: not self._running(), timeout_s=timeout_s)

    def _running(self) -> list[_Job]:
        return [one for one in self.jobs if not one.is_killed and one.task is not None and not one.task.done()]

    async def _serve(self, taken: _Job) -> None:
        settings = self.prepared.settings.model_copy(update={"livekit_api_key": taken.key})
        prepared = replace(self.prepared, settings=settings, loaded=replace(self.prepared.loaded, settings=settings))
        ctx: Any = _Context(self.project, taken.job, prepared)
        try:
            await serve_job(ctx)
        finally:
            if not taken.is_killed:
                self.project.ended(taken.job)


class _Context:
    """The part of livekit-agents' JobContext that a job of ours uses."""

    def __init__(self, project: LiveKitProject, job: agent.Job, prepared: Prepared) -> None:
        self.job = job
        self.proc = SimpleNamespace(userdata={USERDATA: prepared})
        self.room = FakeRoom(job.room.name)
        self.tagger = SimpleNamespace(add=lambda tag: None)
        self._project = project

    async def connect(self, *, auto_subscribe: object) -> None:
        self.room = self._project.join(self.job)

    def add_shutdown_callback(self, callback: object) -> None:
        """Nobody shuts a task of this process down but the test's end."""

    def shutdown(self, reason: str) -> None:
        """The job is over once its task is."""


@dataclass
class FakePair:
    """The pair, our workers' models and the phones that call it."""

    settings: Settings
    project: LiveKitProject
    loaded: Loaded
    database: asyncpg.Pool
    models: ModelServer
    _phones: list[FakePhone] = field(default_factory=list)

    @asynccontextmanager
    # A job's task is always warm.
    async def worker(
        self, *, person: str = PERSON, max_calls: int = 20, idle_jobs: int = 4, outbound_trunk: str = ""
    ) -> AsyncIterator[FakeWorker]:
        place, _ = _PERSONS.get(person, (person, 200))
        self.project.reached.setdefault(place, 200)
        settings = self.settings.model_copy(
            update={
                "sip": self.settings.sip.model_copy(update={"person": place}),
                "worker": self.settings.worker.model_copy(update={"outbound_trunk": outbound_trunk}),
            }
        )
        prepared = Prepared(settings=settings, loaded=self.loaded)
        async with AsyncExitStack() as stack:
            journal = await stack.enter_async_context(shipping_left_facts(settings))
            watcher = await stack.enter_async_context(watching_rooms(settings, journal))
            worker = FakeWorker(self.project, prepared, max_calls, settings.worker.agent_name, watcher)
            self.project.workers.append(worker)
            try:
                yield worker
            finally:
                self.project.workers.remove(worker)
                await cancel(*(one.task for one in worker.jobs if one.task is not None))

    @asynccontextmanager
    async def supervisor(self, identity: str) -> AsyncIterator[CallSupervisor]:
        room: Any = SupervisorRoom(self.project.rooms[await running_room(self.database)], identity)
        async with in_room(room, identity, ring_s=1) as supervisor:
            yield supervisor

    @property
    def person_address(self) -> str:
        return _PERSONS[PERSON][0].rpartition("@")[2]

    async def dial(self, number: str, *, caller: str, follows_transfers: bool = True) -> FakePhone:
        phone = self.project.invite(number, caller)
        phone.follows_transfers = follows_transfers
        self._phones.append(phone)
        return phone

    async def says(self, caller: FakePhone, words: str) -> None:
        self.models.transcript = words
        await caller.say(SPEECH)

    async def passes(self, seconds: float) -> None:
        # The fake has no load to spread.
        await others()

    async def tagged(self, tag: str) -> None:
        await tagged(self.database, tag)

    async def log(self) -> Sequence[CallLine]:
        return await logged(self.database)

    async def aclose(self) -> None:
        """Let the phones' audio go."""
        for phone in self._phones:
            await phone.aclose()


@asynccontextmanager
async def fake_pair(
    folder: Path, database_url: str, database: asyncpg.Pool, loaded: Loaded, models_port: int
) -> AsyncIterator[FakePair]:
    """Yield a pair of fakes; `loaded` are models that speak to servers on `models_port`."""
    async with model_server(models_port) as models, livekit_project() as project:
        project.reached = dict(_PERSONS.values())
        settings = Settings.model_validate(
            {
                **loaded.settings.model_dump(),
                "data_dir": folder,
                "database_url": database_url,
                "livekit_url": project.url,
                "livekit_api_key": API_KEY,
                "livekit_api_secret": API_SECRET,
            }
        )
        pair = FakePair(settings, project, loaded, database, models)
        yield pair
        await pair.aclose()
