"""What those outside see of the inside, and how long they may hold a connection, at a real Kamailio."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.provisioning.edge.config import EdgeOptions, render_edge, write_edge
from tests.fakes.ipv6 import needs_ipv6
from tests.fakes.ports import free_port
from tests.fakes.sip.kamailio_edge import (
    KAMAILIO,
    RunningEdge,
    SipPeer,
    header,
    invite,
    kamailio_edge,
    reply_to,
    sip_peer,
    take_every_call,
)
from tests.provisioning.trunks import inbound
from tests.telephony.embedded.stack.test_bad_input import MALFORMED

NUMBER = "+18005550100"
#: The carrier is 127.0.0.2, the edge 127.0.0.1, a stranger 127.0.0.9; the worker has an address of its own.
CARRIER, WORKER, STRANGER = "127.0.0.2", "127.0.0.5", "127.0.0.9"
pytestmark = [pytest.mark.debian, pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed")]

either_kind = pytest.mark.parametrize("host", [CARRIER, pytest.param("::1", marks=needs_ipv6)])


@asynccontextmanager
async def edge_of(
    folder: Path, carrier: str = CARRIER, **options: object
) -> AsyncIterator[tuple[RunningEdge, SipPeer, SipPeer]]:
    trunk = inbound("main", [NUMBER], addresses=[carrier])
    port = free_port()
    bind = f"[::1]:{port}" if ":" in carrier else f"127.0.0.1:{port}"
    async with sip_peer(take_every_call, host=WORKER) as worker, sip_peer(host=carrier) as peer:
        workers = [f"{WORKER}:{worker.port}"]
        async with kamailio_edge([trunk], workers, folder, port=port, bind=bind, **options) as edge:
            yield edge, worker, peer


async def called(edge: RunningEdge, worker: SipPeer, carrier: SipPeer) -> str:
    """Call, and return the answer."""
    contact = f"X-Test-Contact: sip:w@{WORKER}:{worker.port}"
    carrier.send(invite(carrier, NUMBER, call_id="dialog", extra=[contact]), edge.port)
    answer = await carrier.final()
    assert answer.startswith("SIP/2.0 200")
    return answer


def in_call(peer: SipPeer, message: str, method: str, *, is_callee: bool = False) -> str:
    """Return a request within the call that a message, an answer or an INVITE, is of."""
    target = re.search(r"<(.*)>", header(message, "Contact"))
    assert target is not None
    routes = re.findall(r"(?im)^Record-Route: (.*?)\r?$", message)
    # The caller goes through the answer's routes backwards (RFC 3261 §12.1.2).
    routes = routes if is_callee else routes[::-1]
    request = invite(peer, NUMBER, call_id="dialog", method=method, cseq=2)
    sender, other = header(message, "From"), header(message, "To")
    if is_callee:
        sender, other = f"{other};tag=worker", sender
    request = re.sub(r"(?m)^From: .*?\r$", f"From: {sender}\r", request)
    request = re.sub(
        r"(?m)^To: .*?\r$", "\r\n".join([f"To: {other}", *(f"Route: {one}" for one in routes)]) + "\r", request
    )
    return re.sub(r"^(\S+) \S+", rf"\1 {target[1]}", request)


@either_kind
async def test_call__answered_and_ended_by_the_worker__shows_the_carrier_nothing_of_the_inside(
    host: str, tmp_path: Path
) -> None:
    async with edge_of(tmp_path, host) as (edge, worker, carrier):
        answer = await called(edge, worker, carrier)
        carrier.answer = lambda message: None if message.startswith(("SIP", "ACK")) else reply_to(message, "200 OK")
        worker.send(in_call(worker, worker.log[0], "BYE", is_callee=True), edge.port)
        async with asyncio.timeout(60):
            while not (goodbye := await carrier.received.get()).startswith("BYE"):
                pass
            while not (agreed := await worker.received.get()).startswith("SIP/2.0 200"):
                pass

    for message in (answer, goodbye):
        assert WORKER not in message
        assert str(worker.port) not in message
    # The worker sees its own again.
    assert f"{WORKER}:{worker.port}" in header(agreed, "Via")


@either_kind
@pytest.mark.parametrize("method", ["ACK", "BYE", "INFO"])
async def test_request__of_the_carrier_within_a_call__reaches_the_worker_at_its_own_address(
    method: str, host: str, tmp_path: Path
) -> None:
    async with edge_of(tmp_path, host) as (edge, worker, carrier):
        answer = await called(edge, worker, carrier)
        carrier.send(in_call(carrier, answer, method), edge.port)
        async with asyncio.timeout(60):
            while not (request := await worker.received.get()).startswith(method):
                pass

    assert request.startswith(f"{method} sip:w@{WORKER}:{worker.port} ")


async def test_call__over_a_restart_of_the_edge_with_a_new_rendering__is_found_again(tmp_path: Path) -> None:
    trunk = inbound("main", [NUMBER], addresses=[CARRIER])
    async with sip_peer(take_every_call, host=WORKER) as worker, sip_peer(host=CARRIER) as carrier:
        workers = [f"{WORKER}:{worker.port}"]
        async with kamailio_edge([trunk], workers, tmp_path) as edge:
            answer = await called(edge, worker, carrier)
        async with kamailio_edge([trunk], workers, tmp_path, port=edge.port) as edge:
            carrier.send(in_call(carrier, answer, "BYE"), edge.port)
            assert (await carrier.final()).startswith("SIP/2.0 200")

    assert [message.split(" ")[0] for message in worker.log] == ["INVITE", "BYE"]


def test_key__of_what_is_hidden__stays_over_renderings_and_differs_between_edges(tmp_path: Path) -> None:
    keys = []
    for folder in ("a", "a", "b"):
        (tmp_path / folder).mkdir(exist_ok=True)
        options = EdgeOptions(
            bind="127.0.0.1:5060", workers=("127.0.0.1:5070",), config_file=tmp_path / folder / "kamailio.cfg"
        )
        files = render_edge([inbound("main", [NUMBER])], options)
        write_edge(files, options)
        keys.append(re.findall(r'"mask_key", "(\w+)"', files.config))

    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0][0]) == 32


async def test_stranger__whose_messages_are_broken__writes_nothing_into_the_log(tmp_path: Path) -> None:
    """Kamailio's parsers quoted them in up to ninety lines each, with whatever a terminal obeys."""
    async with edge_of(tmp_path) as (edge, _, carrier), sip_peer(host=STRANGER) as stranger:
        whole = invite(stranger, NUMBER)
        for message in (
            *MALFORMED.values(),
            *(
                re.sub(rf"(?m)^{name}: .*?\r$", f'{name}: "\x1b[31m <\r', whole).encode()
                for name in ("Via", "From", "To", "CSeq", "Contact", "Content-Length")
            ),
            in_nobodys_call(whole).encode(),
        ):
            assert stranger.transport is not None
            stranger.transport.sendto(message, ("127.0.0.1", edge.port))
            carrier.send(invite(carrier, NUMBER, method="OPTIONS"), edge.port)
            await carrier.final(60)
        lines = list(edge.output)

    assert [line for line in lines if "\x1b" in line or "ERROR" in line] == []


def in_nobodys_call(request: str) -> str:
    return request.replace("\r\nCall-ID", ";tag=made-up\r\nRoute: <sip:127.0.0.8;line=sr-x;lr>\r\nCall-ID", 1)


async def test_connection__of_a_stranger_without_a_word__is_closed_and_a_carriers_is_kept(tmp_path: Path) -> None:
    async with edge_of(tmp_path, silent_connection_s=2) as (edge, _, carrier):
        ours, writer = await asyncio.open_connection("127.0.0.1", edge.port, local_addr=(CARRIER, 0))
        for _ in range(2):
            writer.write(invite(carrier, NUMBER, method="OPTIONS").replace("/UDP", "/TCP").encode())
            async with asyncio.timeout(60):
                assert b"200 OK" in await ours.readuntil(b"\r\n\r\n")
                # Strangers': as long as theirs are open, and a little.
                silent, other = await asyncio.open_connection("127.0.0.1", edge.port, local_addr=(STRANGER, 0))
                assert await silent.read() == b""
            other.close()
        writer.close()
