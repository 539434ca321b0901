"""`bench worker`: the cluster's worker under calls, jobs in threads or in processes, without a LiveKit server.

The jobs run as livekit-agents runs them, warm processes or threads, each with the call flow on a room's leg and a
loopback room in LiveKit's place. What LiveKit's own media path costs a worker (WebRTC, Opus) isn't in the figures.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from livekit.agents import AgentServer, JobContext, JobExecutorType, JobProcess
from livekit.protocol.models import Room

from callcenter.bench.load.calls import QUESTION, speak, spread
from callcenter.bench.load.worker_job import GREETING_S, JobOrder, prewarm_fixed, serve_fixed, serve_local
from callcenter.errors import TelephonyError
from callcenter.runtime import prepare_database
from callcenter.settings import Settings, load_settings
from callcenter.store.pool import open_database
from callcenter.telephony.livekit.job.job import prepare, prewarm
from callcenter.telephony.livekit.worker.job_parts import job_parts
from callcenter.telephony.livekit.worker.worker import build_server

#: Seconds between two calls' coming.
STAGGER_S = 0.25
#: Longest wait for the worker to be there.
START_S = 60.0
#: What a load may take beyond its seconds, for the greeting and the last answer.
BEYOND_S = 60.0


async def bench_worker(
    settings: Settings,
    *,
    models: str,
    executors: Sequence[str],
    counts: Sequence[int],
    seconds: float,
    on_progress: Callable[[str], None],
) -> dict[str, Any]:
    """Measure each executor in a process of its own and return the figures, ready for JSON.

    Args:
        settings: All settings; `database_url` empty means the embedded Postgres.
        models: `fixed` or `local`.
        executors: `thread`, `process` or both.
        counts: Numbers of calls at once.
        seconds: How long each load lasts.
        on_progress: Told in words what is happening.

    Raises:
        TelephonyError: a worker failed; its last lines are in the error.
    """
    rows: list[dict[str, Any]] = []
    async with open_database(settings, on_progress=on_progress) as url:
        await prepare_database(url, settings)
        with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
            question = Path(folder) / "question.pcm"
            question.write_bytes(await speak(QUESTION))
            for executor in executors:
                on_progress(f"jobs in {executor} form: {', '.join(map(str, counts))} calls for {seconds:g} s each…")
                order = {
                    "executor": executor,
                    "models": models,
                    "counts": list(counts),
                    "seconds": seconds,
                    "folder": folder,
                    "database_url": url,
                }
                rows += await _in_a_process(order)
    return {"models": models, "seconds": seconds, "loads": rows}


async def _in_a_process(order: dict[str, Any]) -> list[dict[str, Any]]:
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.bench.load.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, errors = await worker.communicate(json.dumps(order).encode())
    finally:
        if worker.returncode is None:
            worker.terminate()
            await worker.wait()
    if worker.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines()[-3:]
        raise TelephonyError(f"The worker ended with {worker.returncode}: {' '.join(last)}")
    rows: list[dict[str, Any]] = json.loads(out.decode().strip().splitlines()[-1])
    return rows


async def _measure(order: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one worker and return a row for each load."""
    settings = load_settings(
        database_url=order["database_url"],
        worker={"health_port": 0, "prometheus_port": 0, "executor": order["executor"]},
    )
    executor = JobExecutorType.THREAD if order["executor"] == "thread" else JobExecutorType.PROCESS
    is_fixed = order["models"] == "fixed"
    if is_fixed:
        return await _loads(settings, order, executor, serve_fixed, partial(prewarm_fixed, settings=settings))
    if executor is JobExecutorType.THREAD:
        await prepare(settings)
        return await _loads(settings, order, executor, serve_local, partial(prewarm, settings=settings))
    async with job_parts(settings) as shared:
        warm = partial(prewarm, settings=settings, shared=shared)
        return await _loads(settings, order, executor, serve_local, warm)


async def _loads(
    settings: Settings,
    order: dict[str, Any],
    executor: JobExecutorType,
    serve: Callable[[JobContext], Awaitable[None]],
    warm: Callable[[JobProcess], None],
) -> list[dict[str, Any]]:
    server = build_server(settings, executor, serve=serve, warm=warm)
    started = asyncio.Event()
    server.on("worker_started", started.set)
    running = asyncio.create_task(server.run(unregistered=True))
    starting = asyncio.create_task(started.wait())
    try:
        await asyncio.wait({running, starting}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        if not started.is_set():
            raise TelephonyError(
                f"The worker hasn't started within {START_S:.0f} s.",
                remedy="Run it again while the machine is less busy.",
            )
        return [
            await _load(server, order, count, order["seconds"], prefix=f"{order['executor']}-{count}")
            for count in order["counts"]
        ]
    finally:
        starting.cancel()
        await server.aclose()
        await asyncio.wait({running}, timeout=30)


async def _load(server: AgentServer, order: dict[str, Any], count: int, seconds: float, *, prefix: str) -> Any:
    """Hold so many calls at once and return their row."""
    folder = Path(order["folder"])
    tree = _ProcessTree()
    names = [f"{prefix}-{number}" for number in range(count)]
    for name in names:
        job = JobOrder(
            launched_at_s=time.time(),
            seconds=seconds,
            question=str(folder / "question.pcm"),
            folder=str(folder),
        )
        room = Room(sid=f"RM_{name}", name=name, metadata=json.dumps(asdict(job)))
        await server.simulate_job(name, fake_job=True, room_info=room)
        await asyncio.sleep(STAGGER_S)
    began_s, cpu_s, most_mb = time.monotonic(), tree.cpu_s(), 0
    while missing := [name for name in names if not (folder / f"{name}.json").exists()]:
        if time.monotonic() - began_s > GREETING_S + seconds + BEYOND_S:
            raise TelephonyError(f"{len(missing)} of {count} jobs in {order['executor']} form never ended.")
        most_mb = max(most_mb, tree.memory_mb())
        await asyncio.sleep(1.0)
    lasted_s = time.monotonic() - began_s
    figures = [json.loads((folder / f"{name}.json").read_text()) for name in names]
    if failed := {one["failed"] for one in figures if one["failed"]}:
        raise TelephonyError(f"Jobs in {order['executor']} form failed: {', '.join(sorted(failed))}.")
    answers = [ms for one in figures for ms in one["response_ms"]]
    turns = sum(one["turns"] for one in figures)
    return {
        "executor": order["executor"],
        "calls": count,
        "turns": turns,
        "turns_missed": turns - len(answers),
        "response_ms": spread(answers),
        "start_ms": spread([one["start_ms"] for one in figures if one["start_ms"] is not None]),
        "cpu_s_per_call_minute": round((tree.cpu_s() - cpu_s) / (count * lasted_s / 60), 3),
        "memory_mb": most_mb,
    }


class _ProcessTree:
    """This process and its children: the worker as the machine sees it."""

    def __init__(self) -> None:
        self._root = psutil.Process()
        self._gone_cpu_s = 0.0
        self._seen: dict[int, float] = {}

    def cpu_s(self) -> float:
        """Return the CPU-seconds that all of them have taken, those that have ended included."""
        self._look()
        return self._gone_cpu_s + sum(self._seen.values())

    def memory_mb(self) -> int:
        """Return what they take together, shared pages counted once (PSS, proc(5)), or RSS if there is no PSS."""
        total = 0
        for process in self._look():
            try:
                info = process.memory_full_info()
            except psutil.Error:
                continue
            total += getattr(info, "pss", info.rss)
        return int(total // 2**20)

    def _look(self) -> list[psutil.Process]:
        alive: list[psutil.Process] = []
        times: dict[int, float] = {}
        for process in (self._root, *self._root.children(recursive=True)):
            try:
                used = process.cpu_times()
            except psutil.Error:
                continue
            alive.append(process)
            times[process.pid] = float(used.user + used.system)
        self._gone_cpu_s += sum(used for pid, used in self._seen.items() if pid not in times)
        self._seen = times
        return alive


def main() -> None:
    """Measure as standard input orders (JSON) and print the rows as JSON: `bench_worker`'s other half."""
    from callcenter.log import configure_logging
    from callcenter.settings import LogSettings

    configure_logging(LogSettings(level="error"))
    rows = asyncio.run(_measure(json.loads(sys.stdin.read())))
    sys.stdout.write(json.dumps(rows) + "\n")


if __name__ == "__main__":
    main()
