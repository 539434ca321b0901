"""What carriers send within a call: holds, refreshes, other codecs, offers that come late, and a taken port."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from callcenter.telephony.embedded.port_check import addresses_beyond_loopback
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ports import rtp_ports
from tests.fakes.sip.raw_sip import SDP, RawCaller, new_call_id
from tests.fakes.sip.rtp_caller import RtpCaller, loudest_hz, sine
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import ECHO, SipWorker, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_hold__longer_than_the_rtp_timeout__is_no_reason_to_drop_the_call(
    folder: Path, fork_server: ForkServer
) -> None:
    async with serving(folder, fork_server=fork_server, sip={"rtp_timeout_s": 2}) as worker:
        caller = await RtpCaller.open(worker.port)
        await caller.invite(ECHO)
        await caller.say(sine(0.5, 700))
        await caller.invite(ECHO, body=caller.sdp(extra="a=inactive\r\n"))
        await caller.wait(6)
        await caller.invite(ECHO)
        # A while passes before the first packet, as after music on hold.
        await caller.wait(1.2)
        await caller.say(sine(1.0, 700))
        goodbye = await caller.request("BYE", ECHO)
        end = await worker.line("CallEnded")
        caller.close()

    assert goodbye.startswith("SIP/2.0 200")
    assert "caller-hung-up" in end


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
async def test_refresh__with_session_timer__is_answered_and_bye_ends_the_call(worker: SipWorker, method: str) -> None:
    caller = await RtpCaller.open(worker.port)
    headers = "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n"
    await caller.invite(ECHO, headers=headers)
    await caller.say(sine(0.3, 700))
    if method == "INVITE":
        refreshed = await caller.invite(ECHO, headers=headers)
    else:
        refreshed = await caller.request("UPDATE", ECHO, headers=headers)
    await caller.say(sine(1.0, 700))
    goodbye = await caller.request("BYE", ECHO)
    end = await worker.line("CallEnded")
    caller.close()

    assert refreshed.startswith("SIP/2.0 200")
    assert goodbye.startswith("SIP/2.0 200")
    assert abs(loudest_hz(caller.pcm_heard()) - 700) < 20
    assert "caller-hung-up" in end


async def test_invite__without_an_offer__gets_ours_and_audio_flows(worker: SipWorker) -> None:
    caller = await RtpCaller.open(worker.port)
    answer = await caller.invite(ECHO, body="")
    await caller.say(sine(1.0, 700))
    await caller.request("BYE", ECHO)
    await worker.line("CallEnded")
    caller.close()

    assert "m=audio" in answer
    assert abs(loudest_hz(caller.pcm_heard()) - 700) < 20


async def test_reinvite__with_another_codec__is_agreed_to(worker: SipWorker) -> None:
    caller = await RtpCaller.open(worker.port)
    await caller.invite(ECHO)
    await caller.say(sine(0.3, 700))
    changed = await caller.invite(ECHO, body=caller.sdp(payload="8"))
    heard = len(caller.packets)
    await caller.wait(1.0)
    packets = caller.packets[heard + 5 :]
    await caller.request("BYE", ECHO)
    await worker.line("CallEnded")
    caller.close()

    assert re.search(r"^m=audio \d+ RTP/AVP 8", changed, re.MULTILINE)
    assert {packet[1] & 0x7F for packet in packets} <= {8}


async def test_rtp_port__taken_by_another_program__another_is_used(folder: Path, fork_server: ForkServer) -> None:
    first = int(rtp_ports(26_000, 26_999).partition("-")[0])
    taken = []
    for port in range(first, first + 8):
        holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        holder.bind(("127.0.0.1", port))
        taken.append(holder)
    async with serving(
        folder, fork_server=fork_server, sip={"rtp_ports": f"{first}-{first + 39}", "max_calls": 4}
    ) as worker:
        for _ in range(3):
            caller = await RtpCaller.open(worker.port)
            answer = await caller.invite(ECHO)
            assert answer.startswith("SIP/2.0 200")
            await caller.say(sine(0.5, 700))
            await until(lambda caller=caller: len(caller.packets) > 5, what="the echo")
            await caller.request("BYE", ECHO)
            caller.close()
    for holder in taken:
        holder.close()


async def test_offer__with_an_address_we_have_no_route_to__is_a_row_that_says_so(worker: SipWorker) -> None:
    caller = await RtpCaller.open(worker.port)
    answer = await caller.invite(ECHO, body=caller.sdp().replace("127.0.0.1", "192.0.2.2"))
    caller.close()

    assert answer.startswith("SIP/2.0 500")
    assert await worker.line("CallRefused") == "refused with 500: media-unreachable"


@pytest.mark.parametrize(
    ("body", "headers", "row"),
    [
        (SDP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 224.2.1.1/127"), "", "488: media-unreachable"),
        (SDP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 media.example"), "", "488: media-unreachable"),
        (SDP.replace("RTP/AVP 0 101", "RTP/AVP 18"), "", "488: no-common-codec"),
        (SDP, "Replaces: abc;to-tag=1;from-tag=2\r\n", "481: refused-by-stack"),
    ],
)
async def test_refusal__of_the_stack__is_on_record_as_it_was_answered_and_why(
    worker: SipWorker, body: str, headers: str, row: str
) -> None:
    raw = await RawCaller.open(worker.port)
    raw.send(raw.request("INVITE", ECHO, call_id=new_call_id(), body=body, headers=headers))
    answer = await raw.answer("^SIP/2.0 [3-6]", timeout_s=60)
    raw.close()

    assert await worker.line("CallRefused") == f"refused with {row}"
    assert answer.split(" ")[1] == row[:3]


async def test_caller__whose_headers_are_in_short_form__is_known(worker: SipWorker) -> None:
    raw = await RawCaller.open(worker.port)
    invite = raw.request("INVITE", ECHO, call_id=new_call_id(), body=SDP)
    raw.send(invite.replace("From:", "f:").replace("To:", "t:").replace("Call-ID:", "i:"))
    assert await worker.line("CallStarted") == "call from …0123 to …0101"
    raw.close()


async def test_offer__by_an_edge_on_this_machine_for_audio_elsewhere__is_taken_from_an_address_of_ours(
    folder: Path,
    fork_server: ForkServer,
) -> None:
    if not (ours := [address for address in addresses_beyond_loopback() if ":" not in address]):
        pytest.skip("this machine has no IPv4 address but loopback")
    async with serving(folder, fork_server=fork_server, sip={"edge": "127.0.0.1"}) as worker:
        caller = await RtpCaller.open(worker.port)
        # Audio goes no further than this machine; to the stack it is as far as a carrier's.
        answer = await caller.invite(ECHO, body=caller.sdp().replace("127.0.0.1", ours[0]))
        await caller.request("BYE", ECHO)
        caller.close()

    assert answer.startswith("SIP/2.0 200")
    assert f"c=IN IP4 {ours[0]}" in answer
    assert re.search(r"^Contact: <sip:[^>]*@127\.0\.0\.1:", answer, re.MULTILINE)
