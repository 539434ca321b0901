"""What a person is told of the call they take over, as the real stack puts it into a REFER."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from tests.fakes.sip.raw_sip import RawCaller, establish
from tests.fakes.worker.sip_serving import NUMBER, SipWorker

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_transfer__with_headers__they_stand_in_the_uri_that_the_carrier_is_to_call(worker: SipWorker) -> None:
    caller = await RawCaller.open(worker.port)
    try:
        call_id, tag = await establish(caller, NUMBER)
        caller.send(
            caller.request(
                "INFO",
                NUMBER,
                call_id=call_id,
                cseq=2,
                to_tag=tag,
                body="Signal=8\r\nDuration=160\r\n",
                content_type="application/dtmf-relay",
            )
        )

        refer = await caller.answer(rf"^REFER (?s:.*){call_id}")
        caller.send(caller.request("BYE", NUMBER, call_id=call_id, cseq=3, to_tag=tag))

        found = re.search(r"^Refer-To:\s*<?([^>\r\n]+)", refer, re.MULTILINE | re.IGNORECASE)
        assert found is not None
        uri, _, headers = found[1].partition("?")
        assert uri.startswith("sip:")
        assert {name: unquote(value) for name, _, value in (one.partition("=") for one in headers.split("&"))} == {
            "X-Call-Reason": "caller-asked",
            "X-Call-Sheet": "identity=verified;steps=a:done,b:done",
        }
    finally:
        caller.close()
