"""Limits a caller can reach: calls at once and within an hour, by calling and by dialled number."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.settings import SipSettings
from callcenter.telephony.embedded.calls.call_limits import HOUR_S, REMEMBERED, CallLimits
from tests.fakes.sip_serving import CALLER, NUMBER, greeted, serving, until

ANN, BEN = "+18005550123", "+18005550124"


class Clock:
    """A clock that is set by hand."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def limits(clock: Clock | None = None, **settings: int) -> CallLimits:
    off = {"calls_per_caller": 0, "calls_per_caller_an_hour": 0}
    return CallLimits(SipSettings(**{**off, **settings}), monotonic=clock or Clock())  # type: ignore[arg-type]


def test_limits__calls_at_once__count_while_they_last() -> None:
    counted = limits(calls_per_caller=2)
    with counted.counted(caller=ANN, dialled=NUMBER), counted.counted(caller=ANN, dialled=NUMBER):
        assert counted.exceeded(caller=ANN, dialled=NUMBER) == "caller-limit"
        assert counted.exceeded(caller="1 (800) 555-0123", dialled=NUMBER) == "caller-limit"
        assert counted.exceeded(caller=BEN, dialled=NUMBER) == ""

    assert counted.exceeded(caller=ANN, dialled=NUMBER) == ""


def test_limits__calls_an_hour__are_forgotten_after_it() -> None:
    clock = Clock()
    counted = limits(clock, calls_per_caller_an_hour=2)
    for clock.now_s in (0.0, 1800.0):
        with counted.counted(caller=ANN, dialled=NUMBER):
            pass

    assert counted.exceeded(caller=ANN, dialled=NUMBER) == "caller-limit"
    clock.now_s = HOUR_S + 1
    assert counted.exceeded(caller=ANN, dialled=NUMBER) == ""


def test_limits__of_the_dialled_number__hold_for_withheld_callers_too() -> None:
    counted = limits(calls_per_caller=1, calls_per_number=2)
    with counted.counted(caller="", dialled=NUMBER):
        assert counted.exceeded(caller="", dialled=NUMBER) == ""
        with counted.counted(caller="", dialled=NUMBER):
            assert counted.exceeded(caller="", dialled=NUMBER) == "number-limit"


def test_limits__of_zero__hold_nobody_off() -> None:
    counted = limits()
    with counted.counted(caller=ANN, dialled=NUMBER):
        assert counted.exceeded(caller=ANN, dialled=NUMBER) == ""


def test_limits__a_flood_of_numbers__is_not_remembered_for_ever() -> None:
    counted = limits(calls_per_caller_an_hour=1)
    with counted.counted(caller=ANN, dialled=NUMBER):
        for number in range(REMEMBERED + 50):
            with counted.counted(caller=f"+1{number:010}", dialled=NUMBER):
                pass

        assert len(counted._seen[0]) <= REMEMBERED
        assert counted.exceeded(caller=ANN, dialled=NUMBER) == "caller-limit"


@given(st.lists(st.sampled_from([ANN, BEN]), max_size=12))
def test_limits__whoever_calls__never_more_than_allowed_at_once(callers: list[str]) -> None:
    counted = limits(calls_per_caller=2)
    up: list[str] = []
    with ExitStack() as calls:
        for caller in callers:
            if not counted.exceeded(caller=caller, dialled=NUMBER):
                calls.enter_context(counted.counted(caller=caller, dialled=NUMBER))
                up.append(caller)

    assert max((up.count(one) for one in (ANN, BEN)), default=0) <= 2
    assert len(up) == sum(min(callers.count(one), 2) for one in (ANN, BEN))


async def test_call__one_too_many_of_a_caller__is_refused_and_on_record(folder: Path) -> None:
    edge = {"edge": "127.0.0.1:5999", "calls_per_caller": 1}
    async with serving(folder, sip=edge) as worker, SimulatedCallers.start() as callers:
        first = await greeted(callers, worker)
        await callers.dial(worker.uri(), caller=CALLER)
        await until(lambda: bool(worker.lines("CallRefused")), what="a refusal")
        await first.hang_up()
        await worker.quiet()
        again = await greeted(callers, worker)
        await again.hang_up()

    assert worker.lines("CallRefused") == ["refused with 486: caller-limit"]
