"""The clock of all calls' audio."""

from __future__ import annotations

import asyncio
import time

from callcenter.telephony.embedded.calls.pacer import Pacer


async def test_run__loop_was_busy__tells_of_a_late_tick_and_polls_once_for_those_missed() -> None:
    late, polls = [], []
    pacer = Pacer(on_late=lambda: late.append(1))

    def poll() -> None:
        polls.append(1)
        if len(polls) == 1:
            time.sleep(0.15)  # what a busy loop is: nothing else runs meanwhile
        if len(polls) == 3:
            running.cancel()

    pacer.add(poll)
    running = asyncio.create_task(pacer.run())
    await asyncio.gather(running, return_exceptions=True)

    assert late
    assert len(polls) == 3


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
