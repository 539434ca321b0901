"""A running parent with real workers on free loopback ports, and what it told the operator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.errors import PortInUse
from callcenter.settings import load_settings
from callcenter.telephony.embedded.entry.place import listened_on
from callcenter.telephony.embedded.port_check import check_port_free, split_bind
from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.embedded.process.parent import Parent
from callcenter.telephony.embedded.process.worker_process import WorkerProcess
from tests.fakes.ports import free_port, rtp_ports
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, WORKER


class Serving:
    """A running parent and what it told the operator."""

    def __init__(
        self, folder: Path, url: str, *, fork_server: ForkServer | None = None, metrics_port: int = 0, **sip: object
    ) -> None:
        self.port = _port_for(**sip)
        self.lines: list[str] = []
        self.served = 0
        overrides = {
            "data_dir": str(folder),
            "metrics_port": metrics_port,
            "sip": {"bind": f"127.0.0.1:{self.port}", "rtp_ports": rtp_ports(28_000, 29_999), **sip},
        }
        self.parent = Parent(
            load_settings(**overrides),
            overrides,
            open_database=lambda: _database(url),
            say=self.lines.append,
            on_serving=lambda *_: self._count(),
            worker_module=WORKER,
            fork_server=fork_server,
        )

    def _count(self) -> None:
        self.served += 1

    @property
    def uri(self) -> str:
        return f"sip:{NUMBER}@127.0.0.1:{self.port}"

    @property
    def active_pid(self) -> int:
        return self.workers[0].pid

    @property
    def workers(self) -> list[WorkerProcess]:
        """The workers that serve, by place."""
        return [station.worker for station in self.parent.stations if station.worker is not None]

    async def spare(self) -> None:
        """Wait until the spare is loaded."""
        await until(lambda: self.parent.spare is not None and self.parent.spare.is_ready.is_set(), what="the spare")


def _port_for(**sip: object) -> int:
    """Return a port that is free, with those that several workers count from it; the one that is asked for, if any."""
    if "bind" in sip:
        return split_bind(str(sip["bind"]))[1]
    while True:
        port = free_port()
        with suppress(PortInUse):
            for bind in listened_on(load_settings(sip={"bind": f"127.0.0.1:{port}", **sip}).sip):
                check_port_free(*split_bind(bind))
            return port


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[str]:
    yield url


@asynccontextmanager
async def supervised(
    folder: Path, url: str = "", *, fork_server: ForkServer, metrics_port: int = 0, **sip: object
) -> AsyncIterator[Serving]:
    """Run a parent whose workers are forked from the fork server, of `WORKER` and this loop; ends it at once."""
    serving = Serving(folder, url, fork_server=fork_server, metrics_port=metrics_port, **sip)
    running = asyncio.create_task(serving.parent.run())
    try:
        await until(lambda: serving.served > 0 or running.done(), what="the first worker")
        if running.done():
            running.result()
        yield serving
    finally:
        if not running.done():
            serving.parent.drain()
            serving.parent.drain()
        await asyncio.wait([running], timeout=PATIENCE_S)
    running.result()


async def first_refusal(callers: SimulatedCallers, serving: Serving) -> str:
    """Dial until a call is refused: the order to drain takes a moment to reach the worker."""
    for _ in range(50):
        late = await callers.dial(serving.uri, caller=CALLER)
        await until(lambda late=late: late.is_over or late.answered_at_s is not None, what="an answer")
        if late.is_over:
            return late.end_reason
        await late.hang_up()
    raise AssertionError("no call was refused")
