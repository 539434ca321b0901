"""The real livekit-server and livekit-sip at LIVEKIT_URL and LIVEKIT_SIP_URI, with workers as processes of their own.

Observed with livekit-server 1.9.12 and livekit-sip of 2026-02-24 (a7d527a), both on loopback.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import psutil

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.demo.phone.simulated_caller import Incoming, SimulatedCall, SimulatedCallers
from callcenter.settings import Settings, load_settings
from callcenter.store.call_log.calls import CallLine
from callcenter.telephony.livekit.supervision.room_supervisor import at_call
from tests.contract.line import BUSY_PERSON, PATIENCE_S, PERSON, SPEECH, logged, running_room, tagged
from tests.fakes.pace import lasts
from tests.fakes.ports import free_port
from tests.fakes.servers.model_servers import ModelServer, model_server
from tests.fakes.waiting import until

READY_S = 180.0
STOP_S = 30.0
#: Seconds without a newly loaded job after which the pool counts as full.
SETTLED_S = 8.0


@dataclass
class RealWorker:
    """A `callcenter worker`."""

    process: asyncio.subprocess.Process
    log: Path

    async def kill_job(self) -> None:
        """Kill the process of the only call."""
        await until(lambda: bool(self.serving()), timeout_s=PATIENCE_S)
        (one,) = self.serving()
        one.send_signal(signal.SIGKILL)

    def serving(self) -> list[psutil.Process]:
        """Return the processes of jobs that are in a room: those with a WebRTC connection."""
        return [child for child in psutil.Process(self.process.pid).children(recursive=True) if _has_media(child)]

    async def warm(self, count: int, *, timeout_s: float) -> None:
        """Wait until so many jobs' processes are loaded."""
        await until(lambda: self.log.read_text().count("speech_models_loaded") >= count, timeout_s=timeout_s)

    async def settled(self) -> None:
        """Wait until no more jobs' processes are loaded: the pool is full again."""
        loaded = -1
        while loaded != (loaded := self.log.read_text().count("speech_models_loaded")):
            await lasts(SETTLED_S)

    def drain(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def stopped(self, *, timeout_s: float) -> None:
        await asyncio.wait_for(self.process.wait(), timeout_s)


def _has_media(process: psutil.Process) -> bool:
    try:
        return bool(process.net_connections("udp"))
    except psutil.Error:
        return False


@dataclass
class RealPair:
    """The pair, our workers' models and the phones that call it."""

    settings: Settings
    sip_uri: str
    folder: Path
    database_url: str
    database: asyncpg.Pool
    callers: SimulatedCallers
    #: These refuse REFER.
    strict_callers: SimulatedCallers
    models: ModelServer
    persons: dict[str, str]
    #: What else stands in the workers' environment.
    environment: dict[str, str] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def worker(self, **settings: Any) -> AsyncIterator[RealWorker]:
        port = free_port()
        name = f"worker-{len(self._numbers)}"
        self._numbers.append(port)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("CALLCENTER_")}
        with (self.folder / f"{name}.log").open("w") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "callcenter.cli.main", "worker",
                stdout=log, stderr=log, env={**inherited, **self._environment(port, **settings)},
            )  # fmt: skip
        running = RealWorker(process, self.folder / f"{name}.log")
        try:
            await _ready(port, process)
            yield running
        finally:
            for _ in range(2):
                if process.returncode is None:
                    process.send_signal(signal.SIGTERM)
                    await lasts(0.1)
            try:
                await asyncio.wait_for(process.wait(), STOP_S)
            except TimeoutError:
                process.kill()
                await process.wait()
            print((self.folder / f"{name}.log").read_text()[-6000:], file=sys.stderr)

    def _environment(self, port: int, *, person: str = PERSON, **settings: Any) -> dict[str, str]:
        models = self.models.url.removeprefix("http://")
        return {
            "DATABASE_URL": self.database_url,
            "CALLCENTER_DATA_DIR": str(self.folder / "data"),
            "DEEPGRAM_API_KEY": "deepgram-key",
            "RIME_API_KEY": "rime-key",
            "CALLCENTER_MODELS__STT": f"deepgram/nova-3:multi@http://{models}/v1/listen",
            "CALLCENTER_MODELS__LLM": "local/dialog",
            "CALLCENTER_MODELS__TTS": f"rime/arcana:luna@ws://{models}",
            "CALLCENTER_MODELS__TURN_DETECTION": "vad",
            "CALLCENTER_MODELS__NOISE_CANCELLATION": "off",
            "CALLCENTER_SIP__PERSON": self.persons.get(person, person),
            "CALLCENTER_SIP__TRANSFER_TIMEOUT_S": "15",
            "CALLCENTER_WORKER__AGENT_NAME": self.settings.worker.agent_name,
            "CALLCENTER_WORKER__MIGRATE": "false",
            "CALLCENTER_WORKER__IDLE_JOBS": "1",
            # The machine's other work isn't the contract's affair.
            "CALLCENTER_WORKER__LOAD_THRESHOLD": "1",
            "CALLCENTER_WORKER__HEALTH_PORT": "0",
            "CALLCENTER_WORKER__PROMETHEUS_PORT": str(port),
            **self.environment,
            **{f"CALLCENTER_WORKER__{key.upper()}": str(value) for key, value in settings.items()},
        }

    @asynccontextmanager
    async def supervisor(self, identity: str) -> AsyncIterator[CallSupervisor]:
        async with at_call(self.settings, await running_room(self.database), identity) as supervisor:
            yield supervisor

    @property
    def person_address(self) -> str:
        return self.persons[PERSON].rpartition("@")[2]

    async def dial(self, number: str, *, caller: str, follows_transfers: bool = True) -> SimulatedCall:
        place = self.sip_uri.removeprefix("sip:")
        phones = self.callers if follows_transfers else self.strict_callers
        return await phones.dial(f"sip:{number}@{place}", caller=caller)

    async def says(self, caller: SimulatedCall, words: str) -> None:
        self.models.transcript = words
        await caller.say(SPEECH)

    async def passes(self, seconds: float) -> None:
        await lasts(seconds)

    async def tagged(self, tag: str) -> None:
        await tagged(self.database, tag)

    async def log(self) -> Sequence[CallLine]:
        return await logged(self.database)


@asynccontextmanager
async def real_pair(folder: Path, database_url: str, database: asyncpg.Pool) -> AsyncIterator[RealPair]:
    """Yield the pair of the environment, with phones and model servers of our own."""
    loaded = load_settings()
    name = f"contract-{secrets.token_hex(3)}"
    settings = loaded.model_copy(
        update={"data_dir": folder, "worker": loaded.worker.model_copy(update={"agent_name": name})}
    )
    async with AsyncExitStack() as stack:
        models = await stack.enter_async_context(model_server())
        persons = {}
        for person, incoming in ((PERSON, Incoming.ANSWERED), (BUSY_PERSON, Incoming.BUSY)):
            port = free_port()
            await stack.enter_async_context(SimulatedCallers.start(port=port, incoming=incoming))
            persons[person] = f"sip:desk@127.0.0.1:{port}"
        callers = await stack.enter_async_context(SimulatedCallers.start(follows_transfers=True))
        strict_callers = await stack.enter_async_context(SimulatedCallers.start())
        yield RealPair(
            settings=settings,
            sip_uri=os.environ["LIVEKIT_SIP_URI"],
            folder=folder,
            database_url=database_url,
            database=database,
            callers=callers,
            strict_callers=strict_callers,
            models=models,
            persons=persons,
        )


async def _ready(port: int, process: asyncio.subprocess.Process) -> None:
    """Wait until the worker is registered and has a warm job."""
    async with aiohttp.ClientSession() as session:

        async def is_ready() -> bool:
            assert process.returncode is None, "The worker ended before it was ready."
            try:
                async with session.get(f"http://127.0.0.1:{port}/ready") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await until(is_ready, what="a worker that is ready", timeout_s=READY_S)
