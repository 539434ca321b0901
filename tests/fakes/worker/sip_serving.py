"""A worker process with real SIP on a free loopback port, its events, and a call to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from callcenter.domain.host_port import write_host_port
from callcenter.errors import TelephonyError
from callcenter.settings import SipSettings
from callcenter.telephony.embedded.calls.call_limits import CallLimits
from callcenter.telephony.embedded.entry.place import Place
from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.embedded.process.worker_process import WorkerProcess
from tests.fakes.ports import free_port, rtp_ports
from tests.fakes.waiting import until

NUMBER = "+18005550100"
ECHO = "+18005550101"
CALLER = "+12025550123"
WORKER = "tests.fakes.worker.sip_worker"
#: Generous: the machine may be busy with other things.
PATIENCE_S = 60.0


class SipWorker:
    """A serving worker and what it said."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.folder = folder
        self.events: list[dict[str, Any]] = []
        self.process: WorkerProcess | None = None

    def uri(self, number: str = NUMBER) -> str:
        return f"sip:{number}@127.0.0.1:{self.port}"

    def lines(self, fact: str) -> list[str]:
        """The lines of one kind of fact, in order."""
        return [event["line"] for event in self.events if event["event"] == "call" and event["fact"] == fact]

    async def line(self, fact: str, *, count: int = 1) -> str:
        """Wait for the `count`-th line of a kind and return it."""
        await until(lambda: len(self.lines(fact)) >= count, what=f"{fact} #{count} in {self.events}")
        return self.lines(fact)[count - 1]

    async def quiet(self) -> None:
        """Wait until every call seen has written its last fact."""
        await until(lambda: len(self.lines("CallStarted")) == len(self.lines("WrappedUp")), what="the calls to end")

    async def health(self, is_right: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a health report that satisfies."""
        await until(
            lambda: any(event["event"] == "health" and is_right(event) for event in self.events), what="a health report"
        )
        return next(event for event in self.events if event["event"] == "health" and is_right(event))


@asynccontextmanager
async def serving(
    folder: Path, *, port: int = 0, host: str = "127.0.0.1", fork_server: ForkServer | None = None, **settings: Any
) -> AsyncIterator[SipWorker]:
    """Start a worker with these settings and take it down again. Port 0 is a free one.

    It is forked from the fork server, of `WORKER` and this loop, or from one of its own, which takes seconds to load.
    """
    sip = {"rtp_ports": rtp_ports(30_000, 32_699), **settings.pop("sip", {})}
    port = port or free_port()
    worker = SipWorker(port, folder)
    bind = write_host_port(host, port)
    own = ForkServer(WORKER)
    process = await WorkerProcess.start(
        fork_server or own,
        lambda _, event: worker.events.append(event),
        limits=CallLimits(SipSettings(bind=bind, **sip)),
    )
    process.prepare({"data_dir": str(folder), "sip": {"bind": bind, **sip}, "database_url": "", **settings})
    worker.process = process
    watching = asyncio.create_task(process.watch())
    try:
        await asyncio.wait_for(process.is_ready.wait(), PATIENCE_S)
        metrics_port = settings.get("metrics_port", 0)
        place = Place(bind=bind, rtp_ports=sip["rtp_ports"], metrics_port=metrics_port)
        process.serve(place, replaced={}, lost_calls=0)
        await until(lambda: process.is_serving.is_set() or process.gone.is_set(), what="the worker to serve")
        assert process.is_serving.is_set(), process.fault
        yield worker
    finally:
        await process.end(timeout_s=10)
        await watching
        await own.aclose()


async def greeted(callers: SimulatedCallers, worker: SipWorker, number: str = NUMBER, **how: Any) -> SimulatedCall:
    """Dial, and wait until the greeting has been heard to its end."""
    call = await callers.dial(worker.uri(number), caller=CALLER, **how)
    await call.answered(timeout_s=PATIENCE_S)
    try:
        await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
    except TelephonyError as error:
        heard = await call.heard()
        error.add_note(f"Heard {len(heard.pcm) / 2 / heard.rate_hz:.1f} s, of it {call.sounds}; {worker.events[-20:]}")
        raise
    return call
