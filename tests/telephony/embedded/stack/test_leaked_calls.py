"""INVITEs that the stack gives up and forgets: a flood of them costs nobody a call."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.pace import lasts
from tests.fakes.sip.raw_sip import SDP, RawCaller, new_call_id
from tests.fakes.waiting import others, until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, greeted, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
#: Four times the stack's call slots.
FLOOD = 1000


@pytest.mark.timeout(120)
async def test_flood__of_invites_without_contact__calls_go_on_and_no_slot_is_lost(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        raw = await RawCaller.open(worker.port)
        ongoing = await greeted(callers, worker)
        flooding = asyncio.create_task(_flood(raw, seconds=10))
        answered_at_s: list[float] = []
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while not flooding.done():
            call = await callers.dial(worker.uri(), caller=CALLER)
            await call.answered(timeout_s=PATIENCE_S)
            answered_at_s.append(loop.time() - began_s)
            await call.hang_up()
        await flooding
        raw.close()
        gaps_s = [later - sooner for sooner, later in zip([0.0, *answered_at_s], answered_at_s, strict=False)]
        print(f"answered {len(answered_at_s)} calls during the flood; longest gap {max(gaps_s):.2f} s")
        assert not ongoing.is_over
        await ongoing.hang_up()
        await worker.quiet()
        worker.events.clear()
        health = await worker.health(lambda report: report["calls"] == 0)

    assert answered_at_s
    assert health["leaked"] == 0


async def _flood(raw: RawCaller, *, seconds: float) -> None:
    for _ in range(FLOOD):
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=None, body=SDP))
        await lasts(seconds / FLOOD)


@pytest.mark.timeout(120)
async def test_slots__all_taken_at_once_by_invites_without_contact__are_free_again(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        raw = await RawCaller.open(worker.port)
        for _ in range(4):
            for _ in range(250):
                raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=None, body=SDP))
            await others()
        raw.close()
        for _ in range(50):
            call = await callers.dial(worker.uri(), caller=CALLER)
            await until(lambda call=call: call.is_over or call.answered_at_s is not None, what="an answer")
            if not call.is_over:
                break
        assert not call.is_over
        await call.hang_up()
