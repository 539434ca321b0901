"""Calls over real SIP and RTP on loopback: two stacks in two processes."""

from __future__ import annotations

import pytest

from callcenter.telephony.embedded.simulated_caller import SimulatedCallers
from tests.fakes.sip_serving import CALLER, ECHO, PATIENCE_S, SipWorker, greeted


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize(("codec", "named"), [("pcmu", "PCMU"), ("pcma", "PCMA"), ("g722", "G722"), ("opus", "OPUS")])
async def test_call__each_codec_and_transport__greeting_is_heard(
    worker: SipWorker, transport: str, codec: str, named: str
) -> None:
    async with SimulatedCallers.start(codecs=(codec,)) as callers:
        call = await greeted(callers, worker, transport=transport)
        began_s, ended_s = call.sounds[0]
        await call.hang_up()

    assert ended_s is not None
    assert 0.4 < ended_s - began_s < 0.7
    assert await worker.line("LegAnswered") == f"answered ({named})"
    assert "caller-hung-up (success)" in await worker.line("CallEnded")
