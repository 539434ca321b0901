"""A stranger with a packet generator, on the wire: a worker with an allow-list and a call up, and the edge."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.sip.kamailio_edge import KAMAILIO, invite, kamailio_edge, sip_peer, take_every_call
from tests.fakes.sip.raw_sip import RawCaller, new_call_id
from tests.fakes.sip.rtp_caller import RtpCaller, loudest_hz, sine
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import ECHO, serving
from tests.provisioning.trunks import inbound
from tests.telephony.embedded.calls.test_foreign_invites import mutated
from tests.telephony.embedded.stack.test_bad_input import MALFORMED

pytestmark = [pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

#: The worker's stack takes 500 a second on a quiet core; with 10,000 it went the same way (docs/measured.md).
TO_WORKER, TO_EDGE = 2_500, 10_000
#: So many at a time, then an OPTIONS: what comes after its answer has found all before it taken.
_AT_ONCE = 25
CARRIER, STRANGER = "127.0.0.2", "127.0.0.1"
METHODS = (
    "INVITE",
    "INVITE",
    "INVITE",
    "BYE",
    "ACK",
    "CANCEL",
    "REFER",
    "MESSAGE",
    "OPTIONS",
    "NOTIFY",
    "UPDATE",
    "PRACK",
)
SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 29000 RTP/AVP 0\r\n"


def packets(count: int, chance: random.Random, *, host: str, call_id: str, third: str) -> Iterator[bytes]:
    """Yield mutated messages: to our numbers, into a call that is up, routed to a third party, with bytes changed."""
    for index in range(count):
        if index % 50 == 0:
            yield chance.choice(list(MALFORMED.values()))
            continue
        text = mutated(chance).replace("198.51.100.66:5060", f"{STRANGER}:5060")
        method = chance.choice(METHODS)
        text = text.replace("INVITE", method).replace("z9hG4bK1", f"z9hG4bK{index}")
        text = text.replace("sip:+18005550100@192.0.2.1", f"sip:{ECHO}@{chance.choice((host, third))}", 2)
        text = text.replace("Call-ID: abc@198.51.100.66", f"Call-ID: {chance.choice((call_id, f'x{index}'))}")
        if chance.random() < 0.3:
            text = text.replace("To: <", f"Route: <sip:{host};lr>\r\nTo: <", 1).replace(
                "\r\nCall-ID", ";tag=1\r\nCall-ID", 1
            )
        if chance.random() < 0.5:
            body = SDP[: chance.randrange(len(SDP))] if chance.random() < 0.5 else SDP
            length = chance.choice((len(body), len(body), 0, 99_999, -1))
            text = text.replace(
                "Content-Length: 0\r\n\r\n", f"Content-Type: application/sdp\r\nContent-Length: {length}\r\n\r\n{body}"
            )
        data = bytearray(text.encode("latin-1", "replace"))
        for _ in range(chance.choice((0, 0, 1, 3, 20))):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)


async def send_all(stranger: RawCaller, generated: Iterator[bytes]) -> list[str]:
    """Send all and return the answers that took a call."""
    taken: list[str] = []
    for index, packet in enumerate(generated, 1):
        stranger.send(packet)
        if index % _AT_ONCE == 0:
            ping = new_call_id()
            stranger.send(stranger.request("OPTIONS", ECHO, call_id=ping))
            await stranger.answer(rf"^SIP/2.0 (?s:.*){ping}", timeout_s=60)
            taken += [text for text in stranger.received if re.match(r"SIP/2.0 2(?s:.*)CSeq: *\d+ INVITE", text)]
            stranger.received.clear()
    return taken


async def test_worker__under_mutated_packets__lets_nobody_in_and_its_call_goes_on(
    folder: Path, fork_server: ForkServer
) -> None:
    (folder / "allowed.json").write_text(json.dumps([CARRIER]))
    async with serving(folder, fork_server=fork_server) as worker:
        stranger = await RawCaller.open(worker.port)
        caller = await RtpCaller.open(worker.port, host=CARRIER)
        assert (await caller.invite(ECHO)).startswith("SIP/2.0 200")
        is_over = asyncio.Event()
        talking = asyncio.create_task(_talk(caller, is_over))
        host = f"{STRANGER}:{worker.port}"
        taken = await send_all(
            stranger, packets(TO_WORKER, random.Random(10), host=host, call_id=caller.call_id, third=host)
        )
        is_over.set()
        await talking
        caller.heard.clear()
        await caller.say(sine(1.0, 700))
        goodbye = await caller.request("BYE", ECHO)
        await until(lambda: "caller-hung-up (success)" in "".join(worker.lines("CallEnded")), what="the call's end")
        # Refusals are rows, too, up to sixty a minute.
        answered, refused = worker.lines("LegAnswered"), worker.lines("CallRefused")
        stranger.close()
        caller.close()

    assert taken == []
    assert len(answered) == 1
    assert len(refused) > 10
    assert goodbye.startswith("SIP/2.0 200")
    assert abs(loudest_hz(caller.pcm_heard()) - 700) < 20


async def _talk(caller: RtpCaller, is_over: asyncio.Event) -> None:
    while not is_over.is_set():
        await caller.say(sine(1.0, 700))


@pytest.mark.debian
@pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed")
async def test_edge__under_mutated_packets__passes_nothing_on_to_anybody(tmp_path: Path) -> None:
    trunks = [inbound("main", [ECHO], addresses=[CARRIER])]
    async with sip_peer(take_every_call) as worker, sip_peer(take_every_call) as third:
        # It would be held off after its first fifty.
        names = ("flood_requests", "strikes", "calls_per_second", "strangers_a_second")
        patient = dict.fromkeys(names, 1_000_000)
        async with kamailio_edge(trunks, [f"127.0.0.1:{worker.port}"], tmp_path, **patient) as edge:
            stranger = await RawCaller.open(edge.port)
            host = f"{STRANGER}:{edge.port}"
            sent = packets(TO_EDGE, random.Random(11), host=host, call_id="up", third=f"127.0.0.1:{third.port}")
            async with sip_peer(host=CARRIER) as carrier:
                for index, packet in enumerate(sent, 1):
                    stranger.send(packet)
                    if index % _AT_ONCE == 0:
                        carrier.send(invite(carrier, ECHO, method="OPTIONS"), edge.port)
                        assert (await carrier.final(60)).startswith("SIP/2.0 200")
                passed_on = [*worker.log, *third.log]
                carrier.send(invite(carrier, ECHO), edge.port)
                assert (await carrier.final(60)).startswith("SIP/2.0 200")
            stranger.close()

    assert passed_on == []
    assert worker.log[0].startswith("INVITE")
