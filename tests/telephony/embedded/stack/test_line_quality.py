"""Loss, jitter and the opinion score from what we receive, of a caller who never sends an RTCP report."""

from __future__ import annotations

import re

import pytest

from tests.fakes.sip.rtp_caller import RtpCaller, sine
from tests.fakes.worker.sip_serving import ECHO, SipWorker

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def quality(
    worker: SipWorker, *, skip: frozenset[int], late_s: dict[int, float], seconds: float = 4.0
) -> tuple[float, float, float]:
    caller = await RtpCaller.open(worker.port)
    await caller.invite(ECHO)
    await caller.say(sine(seconds, 500), skip=skip, late_s=late_s)
    await caller.request("BYE", ECHO)
    line = await worker.line("LegEnded")
    caller.close()
    found = re.search(r"MOS ([\d.]+), loss ([\d.]+) %, jitter ([\d.]+) ms", line)
    assert found is not None, line
    return float(found[1]), float(found[2]), float(found[3])


async def test_quality__of_a_clean_line__is_the_best(worker: SipWorker) -> None:
    mos, loss, _ = await quality(worker, skip=frozenset(), late_s={})
    assert (mos >= 4.2, loss) == (True, 0.0)


async def test_quality__every_tenth_packet_lost__says_so(worker: SipWorker) -> None:
    mos, loss, _ = await quality(worker, skip=frozenset(range(5, 200, 10)), late_s={})
    assert 8 < loss < 12
    assert mos < 2.5


async def test_line__that_loses_packets_for_some_seconds__is_on_record_for_those(worker: SipWorker) -> None:
    # From the seventh second on: the first stretch that is judged is a good one.
    await quality(worker, skip=frozenset(range(350, 650, 10)), late_s={}, seconds=13)
    # A busy machine may send late, too: that is jitter, and no loss.
    found = [
        re.fullmatch(r"poor line: (\d+) % lost, jitter \d+ ms in 5 s", line) for line in worker.lines("LineWasPoor")
    ]
    losses = [int(one[1]) for one in found if one is not None]

    assert len(losses) == len(found)
    assert 6 <= max(losses, default=0) <= 12


async def test_quality__every_other_packet_late__is_jitter(worker: SipWorker) -> None:
    _, loss, jitter = await quality(worker, skip=frozenset(), late_s=dict.fromkeys(range(0, 200, 2), 0.015))
    assert loss == 0.0
    assert 8 < jitter < 30
