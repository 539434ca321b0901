"""The clock of all calls' audio."""

from __future__ import annotations

import asyncio

import pytest

from callcenter.telephony.embedded.calls.pacer import TICK_S, Pacer
from tests.fakes.virtual_time import VirtualTimeLoop, play


def test_run__loop_was_busy__tells_of_a_late_tick_and_polls_once_for_those_missed() -> None:
    async def story() -> tuple[list[float], list[float]]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        late_s: list[float] = []
        polled_s: list[float] = []
        pacer = Pacer(on_late=lambda: late_s.append(loop.time()))

        def poll() -> None:
            polled_s.append(loop.time())
            if len(polled_s) == 1:
                loop.busy(0.15)
            if len(polled_s) == 3:
                running.cancel()

        pacer.add(poll)
        running = asyncio.create_task(pacer.run())
        await asyncio.gather(running, return_exceptions=True)
        return late_s, polled_s

    late_s, polled_s = play(story())

    assert late_s == pytest.approx([TICK_S + 0.15])
    assert polled_s == pytest.approx([TICK_S, TICK_S + 0.15, 2 * TICK_S + 0.15])


async def test_run__a_poll_that_raises__is_taken_out_and_others_go_on() -> None:
    polls = []
    pacer = Pacer()

    def broken() -> None:
        polls.append("broken")
        raise ValueError

    def sound() -> None:
        polls.append("sound")
        if polls.count("sound") == 3:
            running.cancel()

    pacer.add(broken)
    pacer.add(sound)
    running = asyncio.create_task(pacer.run())
    await asyncio.gather(running, return_exceptions=True)

    assert polls.count("broken") == 1
    assert polls.count("sound") == 3
