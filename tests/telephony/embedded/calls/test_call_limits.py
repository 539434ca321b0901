"""Limits a caller can reach: calls at once and within an hour, by calling and by dialled number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.settings import SipSettings
from callcenter.telephony.embedded.calls.call_limits import HOUR_S, REMEMBERED, CallLimits
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, greeted, serving

ANN, BEN = "+18005550123", "+18005550124"


class Clock:
    """A clock that is set by hand."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def limits(clock: Clock | None = None, **settings: int) -> CallLimits:
    off = {"calls_per_caller": 0, "calls_per_caller_an_hour": 0}
    return CallLimits(SipSettings(**{**off, **settings}), monotonic=clock or Clock())  # type: ignore[arg-type]


def begun(counted: CallLimits, call_id: str, *, caller: str = ANN) -> str:
    return counted.begin(call_id, caller=caller, dialled=NUMBER) or ""


def test_limits__calls_at_once__count_while_they_last() -> None:
    counted = limits(calls_per_caller=2)

    assert [begun(counted, "a"), begun(counted, "b"), begun(counted, "c")] == ["", "", "caller-limit"]
    assert begun(counted, "c", caller="1 (800) 555-0123") == "caller-limit"
    assert begun(counted, "d", caller=BEN) == ""
    counted.end("a")
    assert begun(counted, "c") == ""


def test_limits__end_of_a_call_that_was_refused__frees_no_place() -> None:
    counted = limits(calls_per_caller=1)
    begun(counted, "a")
    begun(counted, "refused")

    counted.end("refused")

    assert begun(counted, "b") == "caller-limit"


def test_limits__calls_an_hour__are_forgotten_after_it() -> None:
    clock = Clock()
    counted = limits(clock, calls_per_caller_an_hour=2)
    for clock.now_s in (0.0, 1800.0):
        begun(counted, "a")
        counted.end("a")

    assert begun(counted, "b") == "caller-limit"
    clock.now_s = HOUR_S + 1
    assert begun(counted, "b") == ""


def test_limits__of_the_dialled_number__hold_for_withheld_callers_too() -> None:
    counted = limits(calls_per_caller=1, calls_per_number=2)

    assert [begun(counted, call_id, caller="") for call_id in "abc"] == ["", "", "number-limit"]


def test_limits__of_zero__hold_nobody_off() -> None:
    counted = limits()

    assert {begun(counted, str(number)) for number in range(50)} == {""}


def test_limits__a_flood_of_numbers__is_not_remembered_for_ever() -> None:
    counted = limits(calls_per_caller_an_hour=1)
    begun(counted, "up")
    for number in range(REMEMBERED + 50):
        begun(counted, "over", caller=f"+1{number:010}")
        counted.end("over")

    assert counted.remembered <= REMEMBERED
    assert begun(counted, "again") == "caller-limit"


@given(st.lists(st.sampled_from([ANN, BEN]), max_size=12))
def test_limits__whoever_calls__never_more_than_allowed_at_once(callers: list[str]) -> None:
    counted = limits(calls_per_caller=2)

    up = [caller for index, caller in enumerate(callers) if not begun(counted, str(index), caller=caller)]

    assert max((up.count(one) for one in (ANN, BEN)), default=0) <= 2
    assert len(up) == sum(min(callers.count(one), 2) for one in (ANN, BEN))


@pytest.mark.asyncio(loop_scope="session")
async def test_call__one_too_many_of_a_caller__is_refused_and_on_record(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    edge = {"edge": "127.0.0.1:5999", "calls_per_caller": 1}
    async with serving(folder, fork_server=fork_server, sip=edge) as worker:
        first = await greeted(callers, worker)
        await callers.dial(worker.uri(), caller=CALLER)
        await until(lambda: bool(worker.lines("CallRefused")), what="a refusal")
        await first.hang_up()
        await worker.quiet()
        again = await greeted(callers, worker)
        await again.hang_up()

    assert worker.lines("CallRefused") == ["refused with 486: caller-limit"]
