"""What no well-behaved caller sends: it gets the right answer or none, and other calls are unharmed."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ports import free_port
from tests.fakes.sip.raw_sip import SDP, RawCaller, establish, new_call_id
from tests.fakes.waiting import until
from tests.fakes.worker.sip_journal import digits
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, SipWorker, greeted, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

MALFORMED = {
    "noise": b"\x00\xff\x13noise" * 40,
    "empty": b"",
    "blank lines": b"\r\n\r\n",
    "no headers": b"INVITE sip:+18005550100@127.0.0.1 SIP/2.0\r\n\r\n",
    "no version": b"INVITE sip:+18005550100@127.0.0.1\r\nVia: x\r\n\r\n",
    "half a header": b"INVITE sip:+18005550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP",
    "bad length": b"OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nContent-Length: -5\r\n\r\n",
    "long uri": b"INVITE sip:" + b"9" * 7000 + b"@127.0.0.1 SIP/2.0\r\n\r\n",
    "unknown method": b"FROBNICATE sip:+18005550100@127.0.0.1 SIP/2.0\r\nCSeq: 1 FROBNICATE\r\n\r\n",
    "stray response": b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nCall-ID: nobody\r\n\r\n",
}


@pytest_asyncio.fixture(loop_scope="session")
async def raw(worker: SipWorker) -> AsyncIterator[RawCaller]:
    caller = await RawCaller.open(worker.port)
    yield caller
    caller.close()


async def still_serves(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await greeted(callers, worker)
    await call.hang_up()
    await worker.quiet()


@pytest.mark.parametrize("kind", MALFORMED)
async def test_malformed_message__is_dropped__calls_go_on(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller, kind: str
) -> None:
    for _ in range(20):
        raw.send(MALFORMED[kind])

    await still_serves(worker, callers)


async def test_invites__without_contact__harm_no_call(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller
) -> None:
    ongoing = await greeted(callers, worker)
    for _ in range(100):
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=None, body=SDP))
    await until(lambda: len(worker.lines("CallRefused")) > 0, what="refusals in the log")
    assert not ongoing.is_over
    await ongoing.hang_up()

    for _ in range(10):
        await still_serves(worker, callers)


@pytest.mark.parametrize("contact", ["", "<sip:<<>", "not a uri at all"])
async def test_invites__never_acknowledged__give_way_to_a_real_caller(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller, contact: str
) -> None:
    for _ in range(100):
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=contact, body=SDP))

    for _ in range(100):
        call = await callers.dial(worker.uri(), caller=CALLER)
        await until(lambda call=call: call.is_over or call.answered_at_s is not None, what="an answer")
        if not call.is_over:
            break
    assert not call.is_over
    await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
    await call.hang_up()


async def test_invite__without_contact__is_a_row_with_its_reason(folder: Path, fork_server: ForkServer) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        raw = await RawCaller.open(worker.port)
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=None, body=SDP))

        assert await worker.line("CallRefused") == "refused with 500: malformed"
        raw.close()


async def test_packets__that_hold_no_message__are_a_figure_and_not_a_line_each(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    metrics_port = free_port()
    # A fork server of its own, which speaks into this test's ears.
    async with serving(folder, metrics_port=metrics_port) as worker:
        raw = await RawCaller.open(worker.port)
        for _ in range(50):
            for _ in range(20):
                raw.send(MALFORMED["noise"])
            # What comes after them has come: none was lost in between.
            call_id = new_call_id()
            raw.send(raw.request("OPTIONS", NUMBER, call_id=call_id))
            await raw.answer(rf"^SIP/2.0 200(?s:.*){call_id}")
        counted = 0.0
        while counted < 1000:
            counted = await asyncio.to_thread(unreadable_packets, metrics_port)
        raw.close()

    written = capfd.readouterr().err
    assert counted == 1000
    assert "msg decode err" not in written
    # One a minute, however long a busy machine takes for them.
    assert 1 <= written.count("sip_packets_unreadable") <= 5


def unreadable_packets(metrics_port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=PATIENCE_S) as answer:
        found = re.search(rb"^callcenter_sip_unreadable_packets_total (\S+)", answer.read(), re.MULTILINE)
    assert found is not None
    return float(found[1])


async def test_invite__without_sdp_and_contact__harms_no_call(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller
) -> None:
    for _ in range(20):
        raw.send(raw.request("INVITE", NUMBER, call_id=new_call_id(), contact=None))

    await still_serves(worker, callers)


async def test_invite__without_sdp__gets_our_offer(worker: SipWorker, raw: RawCaller) -> None:
    call_id = new_call_id()
    raw.send(raw.request("INVITE", NUMBER, call_id=call_id))

    answer = await raw.answer(rf"^SIP/2.0 200(?s:.*){call_id}")
    assert "m=audio" in answer


async def test_invite__cancelled_at_once__ends_and_leaves_no_call(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller
) -> None:
    call_id = new_call_id()
    invite = raw.request("INVITE", NUMBER, call_id=call_id, body=SDP)
    raw.send(invite)
    branch = invite.partition("branch=")[2].partition("\r\n")[0]
    cancel = raw.request("CANCEL", NUMBER, call_id=call_id)
    raw.send(cancel.replace(cancel.partition("branch=")[2].partition("\r\n")[0], branch))
    await raw.answer(rf"^SIP/2.0 (487|200)(?s:.*){call_id}")

    await still_serves(worker, callers)


async def test_digits__five_by_info_without_waiting__none_is_lost(worker: SipWorker, raw: RawCaller) -> None:
    call_id, tag = await establish(raw, NUMBER)
    await worker.line("LegAnswered")
    for index, digit in enumerate("46502"):
        body = f"Signal={digit}\r\nDuration=100\r\n"
        raw.send(
            raw.request(
                "INFO",
                NUMBER,
                call_id=call_id,
                cseq=10 + index,
                to_tag=tag,
                body=body,
                content_type="application/dtmf-relay",
            )
        )
    await until(lambda: len(digits(worker)) == 5, what="five digits")
    raw.send(raw.request("BYE", NUMBER, call_id=call_id, cseq=90, to_tag=tag))
    await worker.line("CallEnded")

    assert digits(worker) == "46502"


async def test_bye__for_a_call_nobody_has__harms_nothing(
    worker: SipWorker, callers: SimulatedCallers, raw: RawCaller
) -> None:
    raw.send(raw.request("BYE", NUMBER, call_id=new_call_id(), to_tag="none"))

    await still_serves(worker, callers)
