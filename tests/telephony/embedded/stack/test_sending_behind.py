"""A stack that has fallen behind in sending: an agent that begins to speak is heard at once again."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.demo.run_demo import free_port
from callcenter.tasks import end_process
from tests.fakes.waiting import PATIENCE_S


class Sender:
    """The process of `sending_process.py`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def told(self, event: str) -> dict[str, Any]:
        assert self._process.stdout is not None
        while line := await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_S):
            if line.startswith(b"{") and (facts := json.loads(line))["event"] == event:
                return facts
        raise AssertionError(f"the process ended without {event}")

    async def ask(self, order: str) -> float:
        """Give an order and return how many seconds of sound the stack holds after it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": order}).encode() + b"\n")
        return float((await self.told(order))["seconds"])


@asynccontextmanager
async def sender(port: int) -> AsyncIterator[Sender]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.sip.sending_process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"port": port, "rtp_ports": "31000-31100"}).encode() + b"\n")
    try:
        one = Sender(process)
        await one.told("listening")
        yield one
    finally:
        await end_process(process, within_s=5)


async def test_sending__half_a_second_behind__is_caught_up_with_in_silence_and_never_in_speech() -> None:
    port = free_port()
    async with sender(port) as sending, SimulatedCallers.start(codecs=("pcmu",)) as callers:
        call = await callers.dial(f"sip:1@127.0.0.1:{port}", caller="+18005550100")
        await call.answered(timeout_s=PATIENCE_S)
        await sending.told("established")
        behind_s = await sending.ask("behind")
        speaking_s = await sending.ask("say")
        behind_in_speech_s = await sending.ask("behind")
        spoken_on_s = await sending.ask("say")
        await call.hang_up()

    assert behind_s >= 0.4
    assert speaking_s < 0.2
    assert behind_in_speech_s >= 0.4
    assert spoken_on_s >= 0.4
