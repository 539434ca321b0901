"""The pace of the servers that play hosted models."""

import asyncio

from callcenter.bench.wire.wire_server import Pacing
from tests.fakes.virtual_time import VirtualTimeLoop, play


def test_pacing__a_machine_that_is_busy__comes_late_once_and_not_ever_later() -> None:
    async def story() -> list[float]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        pacing, came = Pacing(), []
        for busy_s in (0.0, 0.5, 0.0, 0.0):
            await pacing.go_on(0.25)
            came.append(loop.time())
            loop.busy(busy_s)
        return came

    assert play(story()) == [0.25, 0.5, 1.0, 1.0]
