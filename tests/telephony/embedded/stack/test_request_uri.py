"""Numbers as carriers write them in Request-URI and To: all of them reach the number they mean."""

from __future__ import annotations

import re

import pytest

from tests.fakes.sip.raw_sip import SDP, RawCaller, new_call_id
from tests.fakes.worker.sip_serving import NUMBER, SipWorker

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    "uri",
    [
        "sip:+18005550100;npdi@127.0.0.1;user=phone",
        "sip:+18005550100;npdi;rn=+12025550000@127.0.0.1;user=phone",
        "sip:%2B18005550100@127.0.0.1",
        "sip:5550100;phone-context=+1800@127.0.0.1;user=phone",
        "sip:+1-800-555-0100@127.0.0.1;user=phone",
        "sip:18005550100@127.0.0.1",
    ],
)
async def test_number__written_as_a_carrier_does__is_served(worker: SipWorker, uri: str) -> None:
    raw = await RawCaller.open(worker.port)
    call_id = new_call_id()
    request = raw.request("INVITE", NUMBER, call_id=call_id, body=SDP).replace(f"sip:{NUMBER}@127.0.0.1", uri)
    raw.send(request)
    answer = await raw.answer(rf"^SIP/2.0 [2-6](?s:.*){call_id}(?s:.*)CSeq: 1 INVITE")
    tag = re.search(r"^To:.*;tag=(\S+)", answer, re.MULTILINE)
    assert tag is not None, answer
    for cseq, method in ((1, "ACK"), (2, "BYE")):
        raw.send(raw.request(method, NUMBER, call_id=call_id, cseq=cseq, to_tag=tag[1]))
    started = await worker.line("CallStarted")
    raw.close()

    assert answer.startswith("SIP/2.0 200"), answer
    assert started == "call from …0123 to …0100"
