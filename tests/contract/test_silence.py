"""Nobody is left in silence: no worker, a killed job, a redial into the same room, a worker that is leaving."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.contract.line import PATIENCE_S, Caller, Pair, Routing, ended_as, finished

NUMBER, CALLER = "+18005550120", "+12025550123"
#: Seconds within which a caller whose job was killed has an agent again or is put down (issue 12, "Must reach").
RESERVED_S = 10.0


@pytest.fixture
async def ours(routing: Routing) -> None:
    routing.add("main", NUMBER)
    await routing.apply()


async def served(pair: Pair, *, caller: str = CALLER) -> Caller:
    call = await pair.dial(NUMBER, caller=caller)
    await call.answered(timeout_s=PATIENCE_S)
    await call.agent_speaks(timeout_s=PATIENCE_S)
    return call


@pytest.mark.usefixtures("ours")
async def test_job_killed__caller_on_the_line__has_an_agent_again(pair: Pair) -> None:
    async with pair.worker() as worker:
        caller = await served(pair)

        await worker.kill_job()

        await caller.agent_speaks(after_s=time.monotonic() + 1, timeout_s=PATIENCE_S)
        assert not caller.is_over
        await caller.hang_up()
        await finished(pair, count=1)


@pytest.mark.usefixtures("ours")
async def test_every_job_killed__caller__is_put_down_and_on_record(pair: Pair) -> None:
    async with pair.worker() as worker:
        caller = await served(pair)
        await worker.kill_job()
        await caller.agent_speaks(after_s=time.monotonic() + 1, timeout_s=PATIENCE_S)
        await worker.kill_job()

        await caller.ended(timeout_s=PATIENCE_S)

        await ended_as(pair, "no-agent")


@pytest.mark.usefixtures("ours")
async def test_no_worker_takes_the_job__caller__is_refused_and_on_record(pair: Pair) -> None:
    async with pair.worker(max_calls=1):
        first = await served(pair)

        second = await pair.dial(NUMBER, caller="+12025550124")
        await second.ended(timeout_s=PATIENCE_S)

        assert second.answered_at_s is None
        assert second.end_reason[:3] in ("480", "486", "503")
        await first.hang_up()
        rows = await finished(pair, count=2)
    assert {row.termination_reason for row in rows} == {"no-agent", "caller-hung-up"}


async def test_redial__room_of_the_last_call_is_still_there__has_an_agent(pair: Pair, routing: Routing) -> None:
    routing.add("main", NUMBER, room=f"{{callee: {{prefix: {routing.owner}}}}}")
    await routing.apply()
    async with pair.worker():
        first = await served(pair)
        await first.hang_up()

        second = await served(pair)

        await second.hang_up()
        rows = await finished(pair, count=2)
    assert [row.termination_reason for row in rows] == ["caller-hung-up"] * 2


@pytest.mark.usefixtures("ours")
async def test_drain__call_goes_on__new_caller_is_refused__worker_leaves_after_the_last_call(pair: Pair) -> None:
    async with pair.worker() as worker:
        first = await served(pair)
        worker.drain()
        second = await pair.dial(NUMBER, caller="+12025550124")
        await second.ended(timeout_s=PATIENCE_S)

        assert second.answered_at_s is None
        assert not first.is_over
        await first.hang_up()
        await worker.stopped(timeout_s=PATIENCE_S)
        rows = await finished(pair, count=2)
    assert {row.termination_reason for row in rows} == {"no-agent", "caller-hung-up"}


@pytest.mark.usefixtures("ours")
async def test_four_callers_in_four_seconds__all__have_an_agent(pair: Pair) -> None:
    async with pair.worker(idle_jobs=4):
        callers = []
        for number in range(4):
            callers.append(await pair.dial(NUMBER, caller=f"+1202555013{number}"))
            await pair.passes(1.0)
        await asyncio.gather(*(caller.agent_speaks(timeout_s=PATIENCE_S) for caller in callers))
        for caller in callers:
            await caller.hang_up()
        rows = await finished(pair, count=4)
    assert [row.termination_reason for row in rows] == ["caller-hung-up"] * 4
