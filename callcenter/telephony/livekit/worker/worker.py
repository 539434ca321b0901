"""`callcenter worker`: an AgentServer that takes jobs by name, as many as this machine can serve."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import prometheus_client
from livekit.agents import AgentServer, JobContext, JobExecutorType, JobProcess
from prometheus_client import CollectorRegistry

from callcenter import metrics
from callcenter.errors import SettingsError
from callcenter.log import logger
from callcenter.models.usable import usable_settings
from callcenter.runtime import JobParts, prepare_database, prepare_phrases
from callcenter.settings import Settings
from callcenter.store.pool import open_database
from callcenter.tasks import cancel
from callcenter.telephony.livekit.job.job import let_go, prepare, prewarm, serve_job
from callcenter.telephony.livekit.starting import Starts
from callcenter.telephony.livekit.watching.dead_jobs import replacing_dead_agents
from callcenter.telephony.livekit.watching.room_watcher import watching_rooms
from callcenter.telephony.livekit.worker.job_metrics import JobMetrics
from callcenter.telephony.livekit.worker.job_parts import job_parts
from callcenter.telephony.livekit.worker.left_facts import shipping_left_facts
from callcenter.telephony.livekit.worker.load import CpuWatch, job_admission, load_of
from callcenter.telephony.livekit.worker.worker_http import readiness_of, reaping, worker_http

log = logger(__name__)

#: Seconds a process may take to load on-device models on a busy machine; livekit-agents' own limit is 10.
INITIALIZE_TIMEOUT_S = 120.0
#: Seconds a job gets to write its last facts.
SHUTDOWN_TIMEOUT_S = 30.0
#: Resident memory at which a job's process is named in the log (one with on-device models has ~700 MB).
MEMORY_WARN_MB = 1500

#: Milliseconds of a standing event loop that livekit-agents reports. To see it, it wakes two threads of every job's
#: process fifty times a second, those of warm ones too. 0 is not at all; whoever wants the reports sets another.
LOOP_WATCH = "LIVEKIT_AGENTS_LOOP_BLOCK_WARN_MS"
#: Calls that threads of one process serve well. livekit's SDK hands each audio frame of a process to every call in it:
#: the work grows with the square of the calls. With ten the answers come late, with twenty hardly any does.
MOST_THREADS = 5
#: Imported once and inherited by every job's process: two thirds of what loading one takes.
PRELOADED = (
    "callcenter.telephony.livekit.job.job",
    "callcenter.telephony.livekit.job.preloaded",
    # Languages' words are imported when a caller speaks them: in each call's first turn, if they aren't inherited.
    "callcenter.spoken.act.act_words.en",
    "callcenter.spoken.act.consent_words.en",
    "livekit.agents.llm.async_toolset",
    "onnxruntime",
)


def check_settings(settings: Settings) -> None:
    """Name everything a worker lacks.

    Raises:
        SettingsError: LiveKit's address or keys, or the database, are not set.
    """
    needed = {
        "LIVEKIT_URL": settings.livekit_url,
        "LIVEKIT_API_KEY": settings.livekit_api_key,
        "LIVEKIT_API_SECRET": settings.livekit_api_secret.get_secret_value(),
        "DATABASE_URL": settings.database_url.get_secret_value(),
    }
    if lacking := [name for name, value in needed.items() if not value]:
        raise SettingsError(
            f"Not set: {', '.join(lacking)}.",
            remedy="A worker needs a LiveKit server and a Postgres that all workers share; docs/kubernetes.md. "
            "On one machine without them, run `callcenter serve`.",
        )


def executor_type(settings: Settings) -> JobExecutorType:
    """Return where jobs run, by the settings: in processes as a rule, so that a crash costs one call.

    Models on the device are in a process of their own that the jobs share (`job_parts`). Threads have them in the
    worker's own process: half the memory, and few calls (`MOST_THREADS`; docs/decisions/0006-where-jobs-run.md).
    """
    return JobExecutorType.THREAD if settings.worker.executor == "thread" else JobExecutorType.PROCESS


def most_calls(settings: Settings, executor: JobExecutorType) -> int:
    """Return the calls at which the worker is full."""
    most = settings.worker.max_calls
    return min(most, MOST_THREADS) if executor is JobExecutorType.THREAD else most


def build_server(
    settings: Settings,
    executor: JobExecutorType,
    *,
    multiprocess_dir: Path | None = None,
    serve: Callable[[JobContext], Awaitable[None]] = serve_job,
    warm: Callable[[JobProcess], None] | None = None,
    starts: Starts | None = None,
    refused: Callable[[str], None] = lambda room: None,
) -> AgentServer:
    """Return the server, not yet running. Jobs come by `settings.worker.agent_name` only (explicit dispatch).

    `serve` serves a job, `warm` makes its process or thread ready; `bench worker` has its own. `starts` are
    the calls that are starting; None lets any number start at once. `refused` is told the
    rooms of jobs that are left to others.
    """
    worker = settings.worker
    limit = most_calls(settings, executor)
    cpu = CpuWatch()
    # Jobs' processes inherit it.
    os.environ.setdefault(LOOP_WATCH, "0")

    def load_fnc(server: AgentServer) -> float:
        return load_of(len(server.active_jobs), limit, cpu.value, threshold=worker.load_threshold)

    server = AgentServer(
        job_executor_type=executor,
        setup_fnc=warm or partial(prewarm, settings=settings),
        load_fnc=load_fnc,
        load_threshold=worker.load_threshold,
        job_memory_warn_mb=MEMORY_WARN_MB,
        drain_timeout=worker.drain_timeout_s,
        num_idle_processes=worker.idle_jobs,
        preload_modules=[*PRELOADED],
        shutdown_process_timeout=SHUTDOWN_TIMEOUT_S,
        initialize_process_timeout=INITIALIZE_TIMEOUT_S,
        ws_url=settings.livekit_url,
        api_key=settings.livekit_api_key,
        api_secret=settings.livekit_api_secret.get_secret_value(),
        host=worker.host,
        port=worker.health_port,
        # Ours serves them: `worker_http`.
        prometheus_port=None,
        prometheus_multiproc_dir=str(multiprocess_dir) if multiprocess_dir is not None else None,
    )
    server.rtc_session(
        serve,
        agent_name=worker.agent_name,
        on_request=job_admission(server, limit, idle_jobs=worker.idle_jobs, starts=starts, refused=refused).answer,
    )
    return server


async def run_worker(settings: Settings) -> None:
    """Serve jobs until SIGTERM or SIGINT; then drain: running calls may finish, new ones go to other workers.

    Raises:
        CallcenterError: settings, models, Postgres or files can't be used.
    """
    check_settings(settings)
    if settings.worker.migrate:
        async with open_database(settings) as url:
            await prepare_database(url, settings)
    settings = usable_settings(settings)
    executor = executor_type(settings)
    limit = most_calls(settings, executor)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.to_thread, let_go)
        folder: Path | None = None
        shared: JobParts | None = None
        starts: Starts | None = None
        if executor is JobExecutorType.THREAD:
            if settings.worker.max_calls > limit:
                log.warning("fewer_calls_than_configured", calls=limit, configured=settings.worker.max_calls)
            # Loaded here, shared by all threads.
            loaded = (await prepare(settings)).loaded
            if loaded.speech is not None:
                preparing = asyncio.create_task(prepare_phrases(loaded.roster, loaded.speech), name="phrases")
                stack.push_async_callback(cancel, preparing)
        else:
            folder = settings.data_dir / "prometheus"
            folder.mkdir(parents=True, exist_ok=True)
            shared = await stack.enter_async_context(job_parts(settings))
            starting = shared.intents.with_name("starting")
            starting.mkdir()
            starts = Starts(starting)
        journal = await stack.enter_async_context(shipping_left_facts(settings))
        watcher = await stack.enter_async_context(watching_rooms(settings, journal))
        server = build_server(
            settings,
            executor,
            multiprocess_dir=folder,
            warm=partial(prewarm, settings=settings, shared=shared, starts=starts),
            starts=starts,
            refused=watcher.refused,
        )
        await _serve_http(stack, settings, server, folder=folder, limit=limit)
        await stack.enter_async_context(replacing_dead_agents(server, watcher))
        log.info("worker_starting", agent_name=settings.worker.agent_name, executor=executor.value, limit=limit)
        await _run_until_signal(server)
    log.info("worker_stopped")


async def _serve_http(
    stack: AsyncExitStack, settings: Settings, server: AgentServer, *, folder: Path | None, limit: int
) -> None:
    """Open metrics and readiness; `folder` is where jobs that are processes write theirs."""
    metrics.calls_limited(limit)
    if folder is None:
        registry = prometheus_client.REGISTRY
        registry.register(metrics.REGISTRY)
        stack.callback(registry.unregister, metrics.REGISTRY)
    else:
        registry = CollectorRegistry()
        jobs = JobMetrics(folder, active=lambda: len(server.active_jobs), limit=limit)
        registry.register(jobs)
        await stack.enter_async_context(reaping(jobs))
    if port := settings.worker.prometheus_port:
        readiness = readiness_of(server, idle_jobs=settings.worker.idle_jobs)
        await stack.enter_async_context(worker_http(settings.worker.host, port, registry=registry, readiness=readiness))


async def _run_until_signal(server: AgentServer) -> None:
    """Run the server; the first signal drains it, the second stops it at once."""
    loop = asyncio.get_running_loop()
    stop, at_once = asyncio.Event(), asyncio.Event()

    def on_signal() -> None:
        (at_once if stop.is_set() else stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    running = asyncio.create_task(server.run())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            log.info("worker_draining", calls=len(server.active_jobs))
            await _drain(server, at_once)
            await server.aclose()
        await running
    finally:
        stopping.cancel()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _drain(server: AgentServer, at_once: asyncio.Event) -> None:
    draining = asyncio.create_task(server.drain())
    hurry = asyncio.create_task(at_once.wait())
    await asyncio.wait({draining, hurry}, return_when=asyncio.FIRST_COMPLETED)
    hurry.cancel()
    if not draining.done():
        draining.cancel()
        log.warning("drain_cut_short", calls=len(server.active_jobs))
    elif draining.exception() is not None:
        log.warning("drain_timed_out", calls=len(server.active_jobs))
