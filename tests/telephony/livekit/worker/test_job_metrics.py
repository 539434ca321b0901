"""Jobs that are processes: what dead ones leave in the metrics, and what a scrape costs after many."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from callcenter.telephony.livekit.worker.job_metrics import JobMetrics
from callcenter.telephony.livekit.worker.worker_http import Readiness, worker_http

#: Serves so many calls, a process each; the last so many are killed in the middle.
JOBS = """
import os, sys
from callcenter import metrics
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.calls.termination import EndReason, terminate
for number in range(int(sys.argv[1])):
    if (child := os.fork()) == 0:
        metrics.call_started()
        metrics.turn_taken(metrics.TurnLatency(response_ms=900))
        metrics.watch_journal(lambda: 3)
        metrics.note_journal_lag()
        if number >= int(sys.argv[2]):
            metrics.call_ended(
                agent="triage",
                disposition=Disposition.RESOLVED,
                termination=terminate(EndReason.CALLER_HUNG_UP),
                duration_s=9,
            )
        os._exit(0)
    os.waitpid(child, 0)
"""
ENDED = 'callcenter_calls_total{agent="triage",disposition="resolved",reason="caller-hung-up",result="success"}'


def serve(folder: Path, *, jobs: int, killed: int) -> None:
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(folder), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", JOBS, str(jobs), str(killed)], env=environment, check=True, timeout=120)


def scrape(jobs: JobMetrics) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(jobs)
    lines = [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def open_metrics(folder: Path) -> JobMetrics:
    return JobMetrics(folder, active=lambda: 2, limit=5)


def test_reap__jobs_ended_and_killed__counters_stay_and_gauges_go(tmp_path: Path) -> None:
    jobs = open_metrics(tmp_path)
    serve(tmp_path, jobs=6, killed=2)
    before = scrape(jobs)

    assert jobs.reap(alive=()) == 7  # six jobs and their parent

    after = scrape(jobs)
    assert before["callcenter_journal_lag_facts"] == 18
    assert "callcenter_journal_lag_facts" not in after
    assert after[ENDED] == before[ENDED] == 4
    for name in ("callcenter_turn_latency_seconds_count", "callcenter_turn_latency_seconds_sum"):
        assert after[f'{name}{{part="response"}}'] == pytest.approx(before[f'{name}{{part="response"}}'])
    assert after['callcenter_turn_latency_seconds_bucket{le="1.0",part="response"}'] == 6


def test_reap__round_after_round__files_do_not_grow_and_counts_add_up(tmp_path: Path) -> None:
    jobs = open_metrics(tmp_path)
    sizes = []
    for _ in range(3):
        serve(tmp_path, jobs=3, killed=0)
        jobs.reap(alive=())
        sizes.append(sorted((path.name, path.stat().st_size) for path in tmp_path.iterdir()))

    assert sizes[0] == sizes[1] == sizes[2]
    assert scrape(jobs)[ENDED] == 9


def test_reap__a_job_that_lives__is_left_alone(tmp_path: Path) -> None:
    jobs = open_metrics(tmp_path)
    serve(tmp_path, jobs=1, killed=0)
    alive = {int(path.stem.rpartition("_")[2]) for path in tmp_path.glob("*.db")}

    assert jobs.reap(alive=alive) == 0
    assert scrape(jobs)["callcenter_journal_lag_facts"] == 3


def test_scrape__killed_jobs__calls_and_limit_are_the_workers_own(tmp_path: Path) -> None:
    serve(tmp_path, jobs=4, killed=4)

    found = scrape(open_metrics(tmp_path))

    assert (found["callcenter_calls_active"], found["callcenter_calls_limit"]) == (2, 5)


async def test_http__worker_not_registered_then_registered_then_draining__ready_says_so(tmp_path: Path) -> None:
    state = {"warm": False, "draining": False}
    readiness = Readiness(has_warm_job=lambda: state["warm"], is_draining=lambda: state["draining"])
    registry = CollectorRegistry()
    registry.register(open_metrics(tmp_path))
    async with (
        worker_http("127.0.0.1", 0, registry=registry, readiness=readiness) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):

        async def ready() -> tuple[int, str]:
            async with client.get("/ready") as answer:
                return answer.status, await answer.text()

        assert await ready() == (503, "not registered at LiveKit")
        readiness.registered("id", None)
        assert await ready() == (503, "no job is loaded")
        state["warm"] = True
        assert await ready() == (200, "ready")
        state["warm"] = False  # every loaded job has a caller
        assert await ready() == (200, "ready")
        state["draining"] = True
        assert await ready() == (503, "draining")
        async with client.get("/metrics") as answer:
            assert "callcenter_calls_limit 5.0" in await answer.text()
