"""When a worker says that it is full, and whom it lets in."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from pathlib import Path

import pytest

from callcenter.telephony.livekit.starting import LONGEST_WAIT_S, QUIET_S, Pace, Starts
from callcenter.telephony.livekit.worker.load import CPU_WEIGHT, CpuWatch, Door, load_of
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


async def test_door__two_requests_at_once_and_room_for_one__one_is_left_to_others() -> None:
    jobs: list[Request] = []
    door = Door(1, lambda: len(jobs), pace=Pace(10, 10))
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(door.answer(first), door.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_door__two_requests_at_once_and_one_job_is_warm__the_other_is_left_to_others() -> None:
    jobs: list[Request] = []
    door = Door(20, lambda: len(jobs), lambda: 1 - len(jobs), pace=Pace(10, 10))
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(door.answer(first), door.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_door__acceptance_fails__the_place_is_free_again() -> None:
    jobs: list[Request] = []
    door = Door(1, lambda: len(jobs), pace=Pace(10, 10))

    class Lost(Request):
        async def accept(self) -> None:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await door.answer(Lost(jobs))  # type: ignore[arg-type]
    after = Request(jobs)
    after.assigned.set()
    await door.answer(after)  # type: ignore[arg-type]

    assert after.answer == "accepted"


async def test_door__more_requests_than_can_start__are_left_to_others_until_one_can_again(tmp_path: Path) -> None:
    jobs: list[Request] = []
    now_s = 100.0
    starts = Starts(tmp_path / "starts")
    door = Door(20, lambda: len(jobs), pace=Pace(2, 2, clock=lambda: now_s), starts=starts)
    requests = [Request(jobs) for _ in range(5)]
    for one in requests:
        one.assigned.set()

    for one in requests[:3]:
        await door.answer(one)  # type: ignore[arg-type]
    now_s += 0.5
    for one in requests[3:]:
        await door.answer(one)  # type: ignore[arg-type]

    assert [one.answer for one in requests] == ["accepted", "accepted", "rejected", "accepted", "rejected"]
    assert (tmp_path / "starts").exists()


def test_starts__a_call_has_just_begun__processes_load_after_a_pause_and_not_never(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    now_s = time.time()
    begin_s = now_s

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    starts = Starts(file, clock=lambda: now_s, sleep=sleep)
    starts.wait()
    assert now_s == begin_s

    starts.note()
    starts.wait()
    assert now_s - begin_s == pytest.approx(QUIET_S, abs=1)

    def calls_go_on(seconds: float) -> None:
        sleep(seconds)
        os.utime(file, (now_s, now_s))

    begin_s = now_s
    os.utime(file, (now_s, now_s))
    Starts(file, clock=lambda: now_s, sleep=calls_go_on).wait()
    assert now_s - begin_s == pytest.approx(LONGEST_WAIT_S)


def test_cpu__of_the_container__is_smoothed() -> None:
    read = threading.Event()

    def once(_: float) -> float:
        if read.is_set():
            raise RuntimeError
        read.set()
        return 1.0

    watch = CpuWatch(once)
    assert blocking_until(lambda: watch.value) == pytest.approx(CPU_WEIGHT)
