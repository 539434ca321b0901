"""When a worker says that it is full, and whom it lets in."""

from __future__ import annotations

import asyncio
import threading

import pytest

from callcenter.telephony.livekit.load import CPU_WEIGHT, CpuWatch, Door, load_of


@pytest.mark.parametrize(
    ("calls", "cpu", "load"),
    [(0, 0.1, 0.1), (10, 0.1, 0.4), (19, 0.3, 0.76), (2, 0.9, 0.9), (20, 0.0, 1.0), (40, 0.2, 1.0)],
)
def test_load__calls_or_cpu__whichever_is_more(calls: int, cpu: float, load: float) -> None:
    assert load_of(calls, 20, cpu, threshold=0.8) == pytest.approx(load)


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
    door = Door(1, lambda: len(jobs))
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(door.answer(first), door.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_door__two_requests_at_once_and_one_job_is_warm__the_other_is_left_to_others() -> None:
    jobs: list[Request] = []
    door = Door(20, lambda: len(jobs), lambda: 1 - len(jobs))
    first, second = Request(jobs), Request(jobs)

    answers = asyncio.gather(door.answer(first), door.answer(second))  # type: ignore[arg-type]
    first.assigned.set()
    await answers

    assert (first.answer, second.answer) == ("accepted", "rejected")
    assert second.is_for_others


async def test_door__acceptance_fails__the_place_is_free_again() -> None:
    jobs: list[Request] = []
    door = Door(1, lambda: len(jobs))

    class Lost(Request):
        async def accept(self) -> None:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await door.answer(Lost(jobs))  # type: ignore[arg-type]
    after = Request(jobs)
    after.assigned.set()
    await door.answer(after)  # type: ignore[arg-type]

    assert after.answer == "accepted"


def test_cpu__of_the_container__is_smoothed() -> None:
    read = threading.Event()

    def once(_: float) -> float:
        if read.is_set():
            raise RuntimeError
        read.set()
        return 1.0

    watch = CpuWatch(once)
    watch._thread.join(timeout=10)

    assert watch.value == pytest.approx(CPU_WEIGHT)
