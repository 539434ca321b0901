"""The first moment of a worker: whoever calls before it is ready hears nothing, and never 404."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.pace import lasts
from tests.fakes.ports import free_port
from tests.fakes.sip.raw_sip import SDP, RawCaller, new_call_id
from tests.fakes.worker.sip_serving import NUMBER, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
#: Declared beside the one that is called, so that there is a while in which some are served and some aren't yet.
OTHERS = [f"+1800556{number:04}" for number in range(200)]


async def test_calls__from_before_the_worker_listens__are_never_told_that_the_number_is_unknown(
    folder: Path, fork_server: ForkServer
) -> None:
    (folder / "numbers.json").write_text(str([*OTHERS, NUMBER]).replace("'", '"'))
    port = free_port()
    raw = await RawCaller.open(port)
    calling = asyncio.create_task(_call_again_and_again(raw))
    async with serving(folder, port=port, fork_server=fork_server):
        await raw.answer(r"^SIP/2.0 200(?s:.*)CSeq: 1 INVITE")
        await raw.answer(r"^SIP/2.0 200(?s:.*)CSeq: 1 OPTIONS")
        calling.cancel()
    raw.close()

    assert [text for text in raw.received if text.startswith("SIP/2.0 404")] == []


async def _call_again_and_again(raw: RawCaller) -> None:
    while True:
        raw.send(raw.request("OPTIONS", NUMBER, call_id=new_call_id()))
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), body=SDP))
        await lasts(0.002)
