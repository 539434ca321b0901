"""A real Kamailio before several workers: one that is full, draining or on loopback costs no carrier its call."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ipv6 import needs_ipv6
from tests.fakes.ports import free_port, rtp_ports
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
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, WORKER, SipWorker, serving
from tests.provisioning.trunks import inbound

pytestmark = [pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed"), pytest.mark.debian]
TRUNK = inbound("main-line", [NUMBER], addresses=["127.0.0.1"])


def refusing(status: str, *headers: str) -> Callable[[str], str | None]:
    """Return a worker that lives and refuses each call."""

    def answer(message: str) -> str | None:
        if not message.startswith("INVITE"):
            return take_every_call(message)
        return "\r\n".join((*reply_to(message, status).split("\r\n")[:-2], *headers, "", ""))

    return answer


@asynccontextmanager
async def edge_of(
    tmp_path: Path, *answers: Callable[[str], str | None], **options: object
) -> AsyncIterator[tuple[RunningEdge, SipPeer, list[SipPeer]]]:
    async with sip_peer(answers[0]) as one, sip_peer(answers[-1]) as two, sip_peer() as carrier:
        workers = [one, two][: len(answers)]
        addresses = [f"127.0.0.1:{worker.port}" for worker in workers]
        async with kamailio_edge([TRUNK], addresses, tmp_path, **options) as edge:
            yield edge, carrier, workers


async def answers_to(edge: RunningEdge, carrier: SipPeer, *, calls: int = 8) -> list[str]:
    """Call several times, so that each worker is met, and return the final answers."""
    finals = []
    for index in range(calls):
        carrier.send(invite(carrier, NUMBER, call_id=f"call-{index}"), edge.port)
        finals.append(await carrier.final())
    return finals


@pytest.mark.parametrize("refusal", ["503 Service Unavailable", "486 Max Calls"])
async def test_call__refused_by_a_full_worker__is_answered_by_the_next(refusal: str, tmp_path: Path) -> None:
    async with edge_of(tmp_path, refusing(refusal, "Retry-After: 5"), take_every_call) as (edge, carrier, workers):
        finals = await answers_to(edge, carrier)

    assert all(final.startswith("SIP/2.0 200") for final in finals)
    assert any(message.startswith("INVITE") for message in workers[0].log)


async def test_call__refused_by_every_worker__gets_503_and_when_to_try_again(tmp_path: Path) -> None:
    full = refusing("503 Service Unavailable", "Retry-After: 5")
    async with edge_of(tmp_path, full, full) as (edge, carrier, _):
        finals = await answers_to(edge, carrier, calls=3)

    assert all(final.startswith("SIP/2.0 503") and header(final, "Retry-After") == "5" for final in finals)


async def test_call__to_somebody_who_is_busy__is_tried_nowhere_else(tmp_path: Path) -> None:
    async with edge_of(tmp_path, refusing("486 Busy Here"), refusing("486 Busy Here")) as (edge, carrier, workers):
        finals = await answers_to(edge, carrier, calls=4)

    assert all(final.startswith("SIP/2.0 486 Busy Here") for final in finals)
    assert sum(message.startswith("INVITE") for worker in workers for message in worker.log) == 4


async def test_answer__of_a_worker_on_loopback__names_the_address_that_carriers_reach(tmp_path: Path) -> None:
    async with edge_of(tmp_path, take_every_call, media="203.0.113.7") as (edge, carrier, workers):
        carrier.send(invite(carrier, NUMBER), edge.port)
        answer = await carrier.final()

        assert "c=IN IP4 203.0.113.7" in answer and "o=- 1 1 IN IP4 203.0.113.7" in answer
        assert "127.0.0.1" not in answer.split("\r\n\r\n", 1)[1]
        assert int(header(answer, "Content-Length")) == len(answer.split("\r\n\r\n", 1)[1])
        assert "c=IN IP4 127.0.0.1" in workers[0].log[0], "the carrier's own address was touched"


@needs_ipv6
@pytest.mark.parametrize(("allowed", "is_in"), [("::/64", True), ("2001:db8::/32", False)])
async def test_call__over_ipv6__is_judged_by_its_sender_and_reaches_a_worker_on_loopback(
    allowed: str, is_in: bool, tmp_path: Path
) -> None:
    trunks = [inbound("main-line", [NUMBER], addresses=[allowed])]
    port = free_port()
    async with sip_peer(take_every_call) as worker, sip_peer(host="::1") as carrier:
        here = {"bind": f"[::1]:{port}"}
        async with kamailio_edge(trunks, [f"127.0.0.1:{worker.port}"], tmp_path, port=port, **here) as edge:
            carrier.send(invite(carrier, NUMBER, extra=["X-Edge-Source: 203.0.113.7"]), port)
            if is_in:
                answer = await carrier.final(PATIENCE_S)
                assert answer.startswith("SIP/2.0 200")
                assert f"Record-Route: <sip:[::1]:{port};" in answer
            else:
                await until(lambda: any("source_refused" in line for line in edge.output), what="the refusal")

    assert bool(worker.log) is is_in
    if is_in:
        assert header(worker.log[0], "X-Edge-Source") == "::1"


@asynccontextmanager
async def two_workers() -> AsyncIterator[tuple[SipWorker, SipWorker]]:
    with tempfile.TemporaryDirectory(prefix="cc-a-") as one, tempfile.TemporaryDirectory(prefix="cc-b-") as two:
        ports = [rtp_ports(30_000, 31_499), rtp_ports(31_500, 32_699)]
        async with (
            aclosing(ForkServer(WORKER)) as fork_server,
            serving(Path(one), fork_server=fork_server, sip={"rtp_ports": ports[0]}) as first,
            serving(Path(two), fork_server=fork_server, sip={"rtp_ports": ports[1]}) as second,
        ):
            yield first, second


@pytest.mark.timeout(120)
async def test_workers__one_draining_with_a_call__new_calls_go_to_the_other_and_audio_reaches_both(
    tmp_path: Path,
) -> None:
    """Workers on loopback, audio by another address than SIP: what a carrier meets behind the edge."""
    async with two_workers() as (first, second), SimulatedCallers.start() as callers:
        addresses = [f"127.0.0.1:{worker.port}" for worker in (first, second)]
        async with kamailio_edge([TRUNK], addresses, tmp_path, media="127.0.0.2") as edge:
            uri = f"sip:{NUMBER}@127.0.0.1:{edge.port}"
            ongoing = []
            for _ in range(2):
                ongoing.append(await callers.dial(uri, caller=CALLER))
                await ongoing[-1].answered(timeout_s=PATIENCE_S)
            for worker in (first, second):
                await worker.line("LegAnswered")
            # Of two with as few calls Kamailio asks the one listed last.
            assert second.process is not None
            second.process.order("drain")
            for _ in range(40):
                call = await callers.dial(uri, caller=CALLER)
                await call.answered(timeout_s=PATIENCE_S)
                await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
                await call.hang_up()
                if second.lines("CallRefused"):
                    break
            assert set(second.lines("CallRefused")) == {"refused with 503: draining"}
            assert not any(call.is_over for call in ongoing)
            await asyncio.gather(*(call.hang_up() for call in ongoing))


def invited(workers: list[SipPeer]) -> list[int]:
    """Return how many calls each worker was offered."""
    return [sum(message.startswith("INVITE") for message in worker.log) for worker in workers]


async def taken(edge: RunningEdge, carrier: SipPeer, call_id: str) -> str:
    """Have a call answered and return its 200."""
    carrier.send(invite(carrier, NUMBER, call_id=call_id), edge.port)
    answer = await carrier.final()
    assert answer.startswith("SIP/2.0 200")
    return answer


async def within(
    edge: RunningEdge, carrier: SipPeer, worker: SipPeer, answer: str, method: str, *, cseq: int = 2
) -> str:
    """Send a request within a call, by its Record-Route, and return its answer."""
    route = f"Route: {header(answer, 'Record-Route')}"
    request = invite(carrier, NUMBER, call_id=header(answer, "Call-ID"), method=method, cseq=cseq, extra=[route])
    request = re.sub(r"(?m)^To: .*?\r$", f"To: {header(answer, 'To')}\r", request)
    carrier.send(re.sub(r"^(\S+) \S+", rf"\1 sip:w@127.0.0.1:{worker.port}", request), edge.port)
    return await carrier.final()


async def hung_up(edge: RunningEdge, carrier: SipPeer, worker: SipPeer, answer: str) -> None:
    """Hang a call up."""
    assert (await within(edge, carrier, worker, answer, "BYE")).startswith("SIP/2.0 200")


async def test_calls__at_once__each_goes_to_the_worker_with_the_fewest(tmp_path: Path) -> None:
    async with edge_of(tmp_path, take_every_call, take_every_call) as (edge, carrier, workers):
        answers = [await taken(edge, carrier, f"call-{index}") for index in range(6)]
        assert invited(workers) == [3, 3]
        # Of two with as few calls Kamailio takes the one listed last.
        for answer in answers[1::2]:
            await hung_up(edge, carrier, workers[0], answer)
        for index in range(6, 9):
            await taken(edge, carrier, f"call-{index}")

        assert invited(workers) == [6, 3]


async def test_calls__refused_with_a_final_answer__are_nobodys_load(tmp_path: Path) -> None:
    refusals = 3

    def busy_at_first(message: str) -> str | None:
        nonlocal refusals
        if message.startswith("INVITE") and refusals:
            refusals -= 1
            return reply_to(message, "486 Busy Here")
        return take_every_call(message)

    async with edge_of(tmp_path, busy_at_first, take_every_call) as (edge, carrier, workers):
        await answers_to(edge, carrier, calls=4)

        assert invited(workers) == [3, 1]


async def test_calls__passed_on_by_a_full_worker__count_for_the_one_that_took_them(tmp_path: Path) -> None:
    refusals = 2

    def full_at_first(message: str) -> str | None:
        nonlocal refusals
        if message.startswith("INVITE") and refusals:
            refusals -= 1
            return reply_to(message, "503 Service Unavailable")
        return take_every_call(message)

    async with edge_of(tmp_path, full_at_first, take_every_call) as (edge, carrier, workers):
        for index in range(4):
            await taken(edge, carrier, f"call-{index}")

        assert invited(workers) == [3, 3]


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
async def test_refresh__of_a_call__goes_to_its_worker_and_is_no_call(method: str, tmp_path: Path) -> None:
    """As session timers have it, half-way through their interval (RFC 4028 §7.2)."""
    async with edge_of(tmp_path, take_every_call, take_every_call) as (edge, carrier, workers):
        # Of two with as few calls Kamailio takes the one listed last.
        answer = await taken(edge, carrier, "refreshed")
        await taken(edge, carrier, "other")
        for cseq in (2, 3):
            refreshed = await within(edge, carrier, workers[1], answer, method, cseq=cseq)
            assert refreshed.startswith("SIP/2.0 200")
            assert "Via: SIP/2.0/UDP" in workers[1].log[-1] and workers[1].log[-1].startswith(method)
        before = invited(workers)
        for index in range(4):
            await taken(edge, carrier, f"later-{index}")

        assert [after - was for after, was in zip(invited(workers), before, strict=True)] == [2, 2]
