"""When a worker says that it is full, and whom it lets in."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from callcenter.telephony.livekit.starting import LONGEST_START_S, LONGEST_WAIT_S, Starts
from callcenter.telephony.livekit.worker.load import CPU_WEIGHT, CpuWatch, JobAdmission, load_of
from tests.fakes.waiting import blocking_until


@pytest.mark.parametrize(
    ("calls", "cpu", "load"),
    [(0, 0.1, 0.1), (10, 0.1, 0.4), (19, 0.3, 0.76), (2, 0.9, 0.9), (20, 0.0, 1.0), (40, 0.2, 1.0)],
)
def test_load__calls_or_cpu__whichever_is_more(calls: int, cpu: float, load: float) -> None:
    assert load_of(calls, 20, cpu, threshold=0.8) == pytest.approx(load)


def test_load__threshold_of_one__cpu_makes_no_worker_full() -> None:
    assert load_of(5, 20, 1.0, threshold=1.0) == pytest.approx(0.25)
    assert load_of(20, 20, 0.1, threshold=1.0) == 1.0


@pytest.mark.parametrize("limit", [1, 3, 5, 20])
def test_load__one_call_below_the_limit__there_is_room_and_at_the_limit_there_is_none(limit: int) -> None:
    """The limit that is exported is the one in force: with 0.8 a worker of five used to be full with four."""
    assert load_of(limit - 1, limit, 0.0, threshold=0.8) < 0.8
    assert load_of(limit, limit, 0.0, threshold=0.8) >= 0.8


class Request:
    """A job request whose acceptance takes until it is assigned."""

    def __init__(self, jobs: list[Request]) -> None:
        self.id = f"AJ_{id(self)}"
        self.room = SimpleNamespace(name="call-1")
        self.jobs = jobs
        self.assigned = asyncio.Event()
        self.answer = ""
        self.is_for_others = True

    async def accept(self) -> None:
        self.answer = "accepted"
        await self.assigned.wait()
        self.jobs.append(self)

    async def reject(self, *, terminate: bool = True) -> None:
        self.answer, self.is_for_others = "rejected", not terminate


async def test_job_admission__two_requests_at_once_and_room_for_one__one_is_left_to_others() -> None:
    jobs: list[Request] = []
    admission = JobAdmission(1, lambda: len(jobs), starts=None)
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(admission.answer(first), admission.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_job_admission__two_requests_at_once_and_one_job_is_warm__the_other_is_left_to_others() -> None:
    jobs: list[Request] = []
    admission = JobAdmission(20, lambda: len(jobs), lambda: 1 - len(jobs), starts=None)
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(admission.answer(first), admission.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_job_admission__acceptance_fails__the_place_is_free_again() -> None:
    jobs: list[Request] = []
    admission = JobAdmission(1, lambda: len(jobs), starts=None)

    class Lost(Request):
        async def accept(self) -> None:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await admission.answer(Lost(jobs))  # type: ignore[arg-type]
    after = Request(jobs)
    after.assigned.set()
    await admission.answer(after)  # type: ignore[arg-type]

    assert after.answer == "accepted"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "starting"
    made.mkdir()
    return made


async def test_job_admission__as_many_start_as_may__the_next_waits_for_its_turn_or_is_left_to_others(
    folder: Path,
) -> None:
    jobs: list[Request] = []
    starts = Starts(folder, most=1)
    left: list[str] = []
    admission = JobAdmission(20, lambda: len(jobs), starts=starts, refused=left.append)
    first, second, third = (Request(jobs) for _ in range(3))
    for one in (first, second, third):
        one.assigned.set()

    await admission.answer(first)  # type: ignore[arg-type]
    await admission.answer(second)  # type: ignore[arg-type]
    assert (first.answer, second.answer, second.is_for_others) == ("accepted", "rejected", True)
    assert left == ["call-1"]

    waiting = asyncio.create_task(admission.answer(third))  # type: ignore[arg-type]
    starts.end(first.id)
    await waiting
    assert third.answer == "accepted"
    assert starts.count() == 1


async def test_job_admission__acceptance_fails__nothing_is_starting(folder: Path) -> None:
    class Lost(Request):
        async def accept(self) -> None:
            raise TimeoutError

    starts = Starts(folder, most=1)
    with pytest.raises(TimeoutError):
        await JobAdmission(1, lambda: 0, starts=starts).answer(Lost([]))  # type: ignore[arg-type]

    assert starts.count() == 0


def test_starts__job_died__counts_no_more_after_a_while(folder: Path) -> None:
    now_s = time.time()
    starts = Starts(folder, most=1, clock=lambda: now_s)
    starts.begin("AJ_1")
    assert starts.count() == 1

    now_s += LONGEST_START_S + 1
    assert starts.count() == 0


def test_loading__as_many_calls_start_as_may__waits_for_one_to_end_and_not_for_ever(folder: Path) -> None:
    now_s = time.time()
    begin_s = now_s

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    starts = Starts(folder, most=2, clock=lambda: now_s, sleep=sleep)
    starts.begin("AJ_1")
    with starts.loading():
        assert now_s == begin_s

    def one_ends(seconds: float) -> None:
        sleep(seconds)
        starts.end("AJ_1")

    starts.begin("AJ_2")
    with Starts(folder, most=2, clock=lambda: now_s, sleep=one_ends).loading():
        assert begin_s < now_s < begin_s + 1

    def calls_go_on(seconds: float) -> None:
        sleep(seconds)
        for job in ("AJ_3", "AJ_4"):
            (folder / job).touch()
            os.utime(folder / job, (now_s, now_s))

    calls_go_on(0)
    begin_s = now_s
    with Starts(folder, most=2, clock=lambda: now_s, sleep=calls_go_on).loading():
        assert now_s - begin_s == pytest.approx(LONGEST_WAIT_S, abs=1)


def test_loading__another_process_loads__is_waited_for(folder: Path) -> None:
    now_s = time.time()
    asked = 0

    def sleep(_: float) -> None:
        nonlocal asked
        asked += 1
        loading.__exit__(None, None, None)

    starts = Starts(folder, most=4, clock=lambda: now_s, sleep=sleep)
    loading = starts.loading()
    loading.__enter__()
    with starts.loading():
        assert asked == 1


def test_cpu__of_the_container__is_smoothed() -> None:
    read = threading.Event()

    def once(_: float) -> float:
        if read.is_set():
            raise RuntimeError
        read.set()
        return 1.0

    watch = CpuWatch(once)
    assert blocking_until(lambda: watch.value) == pytest.approx(CPU_WEIGHT)
