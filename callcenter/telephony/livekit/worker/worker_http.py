"""The worker's own HTTP: `/metrics` for Prometheus, `/ready` for Kubernetes' readiness.

Ready is a worker that LiveKit has registered and that has a job's process or thread loaded. livekit-agents' health
answers from the first second, so a rollout with a wrong key would replace every good pod.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from livekit.agents import AgentServer
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from callcenter.log import logger
from callcenter.tasks import cancel
from callcenter.telephony.livekit.worker.job_metrics import JobMetrics

log = logger(__name__)

#: Seconds between looks for processes that have ended.
REAP_INTERVAL_S = 5.0


class Readiness:
    """Whether a worker may be sent calls. `registered` is told when LiveKit has taken it in."""

    def __init__(self, *, has_warm_job: Callable[[], bool], is_draining: Callable[[], bool]) -> None:
        self._has_warm_job = has_warm_job
        self._is_draining = is_draining
        self._is_registered = False
        self._was_warm = False

    def registered(self, *_: object) -> None:
        """LiveKit knows the worker."""
        self._is_registered = True

    def lacks(self) -> str:
        """Say what is missing, or nothing. A worker whose every warm job is in use stays ready."""
        if self._is_draining():
            return "draining"
        if not self._is_registered:
            return "not registered at LiveKit"
        self._was_warm = self._was_warm or self._has_warm_job()
        return "" if self._was_warm else "no job is loaded"


def readiness_of(server: AgentServer, *, idle_jobs: int) -> Readiness:
    """Return a server's readiness, which hears when it is registered."""
    found = Readiness(
        # Not those that are loading: a process that fails to load is begun again and again.
        has_warm_job=lambda: (
            not idle_jobs or bool(server.active_jobs) or not server._proc_pool._warmed_proc_queue.empty()
        ),
        is_draining=lambda: server.draining,
    )
    server.on("worker_registered", found.registered)
    return found


@asynccontextmanager
async def worker_http(host: str, port: int, *, registry: CollectorRegistry, readiness: Readiness) -> AsyncIterator[int]:
    """Serve `/metrics` and `/ready` while open, and yield the port.

    Raises:
        OSError: the port is taken.
    """

    async def metrics(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def ready(_: web.Request) -> web.Response:
        lacking = readiness.lacks()
        return web.Response(status=503 if lacking else 200, text=lacking or "ready")

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/ready", ready)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def reaping(jobs: JobMetrics) -> AsyncIterator[None]:
    """Take dead jobs out of the metrics while open."""

    async def reap() -> None:
        while True:
            await asyncio.sleep(REAP_INTERVAL_S)
            try:
                await asyncio.to_thread(jobs.reap)
            except Exception as error:
                log.warning("dead_jobs_not_reaped", error=type(error).__name__)

    task = asyncio.create_task(reap(), name="reap-metrics")
    try:
        yield
    finally:
        await cancel(task)
