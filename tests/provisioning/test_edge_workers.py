"""A real Kamailio before several workers: one that is full, draining or on loopback costs no carrier its call."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from tests.fakes.kamailio_edge import (
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
from tests.fakes.sip_serving import CALLER, NUMBER, PATIENCE_S, SipWorker, rtp_ports, serving
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
    """Call several times, so that the hash of the Call-ID meets each worker, and return the final answers."""
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


@asynccontextmanager
async def two_workers() -> AsyncIterator[tuple[SipWorker, SipWorker]]:
    with tempfile.TemporaryDirectory(prefix="cc-a-") as one, tempfile.TemporaryDirectory(prefix="cc-b-") as two:
        ports = [rtp_ports(30_000, 31_499), rtp_ports(31_500, 32_999)]
        async with (
            serving(Path(one), sip={"rtp_ports": ports[0]}) as first,
            serving(Path(two), sip={"rtp_ports": ports[1]}) as second,
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
            for _ in range(20):
                ongoing.append(await callers.dial(uri, caller=CALLER))
                await ongoing[-1].answered(timeout_s=PATIENCE_S)
                if first.lines("LegAnswered"):
                    break
            assert first.process is not None
            first.process.order("drain")
            for _ in range(40):
                call = await callers.dial(uri, caller=CALLER)
                await call.answered(timeout_s=PATIENCE_S)
                await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
                await call.hang_up()
                if first.lines("CallRefused"):
                    break
            assert set(first.lines("CallRefused")) == {"refused with 503: draining"}
            assert not any(call.is_over for call in ongoing)
            await asyncio.gather(*(call.hang_up() for call in ongoing))
