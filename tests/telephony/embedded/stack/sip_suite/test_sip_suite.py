"""A black-box suite of SIP: one table of cases against a running worker, bare and behind a real Kamailio.

Each case says what the standard wants, and where the SIP stack does something else, what, and why: the limits that
docs/single-machine.md states. After each case the worker still answers.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ports import free_port
from tests.fakes.sip.kamailio_edge import KAMAILIO, kamailio_edge
from tests.fakes.sip.raw_sip import RawCaller
from tests.fakes.sip.stream_sip import open_stream
from tests.fakes.worker.sip_serving import ECHO, NUMBER, SipWorker, serving
from tests.provisioning.trunks import inbound
from tests.telephony.embedded.stack.sip_suite import (
    addresses,
    dialogs,
    headers,
    large,
    limits,
    methods,
    offers,
    start_lines,
    torture,
    transports,
    within,
)
from tests.telephony.embedded.stack.sip_suite.line import SILENCE, Case, Line

pytestmark = pytest.mark.asyncio(loop_scope="session")
TABLES = (methods, start_lines, headers, addresses, offers, dialogs, within, large, transports, torture)
CASES: dict[str, Case] = {
    f"{table.__name__.rpartition('.')[2]}: {case.name}": case for table in TABLES for case in table.CASES
}
TRUNK = inbound("main-line", [NUMBER, ECHO], addresses=["127.0.0.1"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bare(fork_server: ForkServer) -> AsyncIterator[SipWorker]:
    """A worker that anybody reaches."""
    path = Path(tempfile.mkdtemp(prefix="cc-sip-"))
    async with serving(path, fork_server=fork_server, sip={"max_calls": 200}) as worker:
        yield worker
    shutil.rmtree(path, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def edge(fork_server: ForkServer) -> AsyncIterator[tuple[SipWorker, int]]:
    """A worker that believes its edge, and the edge's port."""
    path, port = Path(tempfile.mkdtemp(prefix="cc-sip-")), free_port()
    sip = {"max_calls": 200, "edge": f"127.0.0.1:{port}", "calls_per_caller": 0, "calls_per_caller_an_hour": 0}
    async with serving(path, fork_server=fork_server, sip=sip) as worker:
        # One receiver, so that what is sent first is looked at first.
        async with kamailio_edge([TRUNK], [f"127.0.0.1:{worker.port}"], path, port=port, children=1):
            yield worker, port
    shutil.rmtree(path, ignore_errors=True)


async def outcome(case: Case, port: int, expected: str) -> str:
    """Play a case and hang up."""

    async def another(transport: str) -> RawCaller:
        return await (RawCaller.open(port) if transport == "UDP" else open_stream(port))

    line = Line(await RawCaller.open(port), may_be_silent=SILENCE in expected, open_another=another)
    try:
        return await case.play(line)
    finally:
        await line.end()


def judge(case: Case, came: str, instead: str) -> None:
    """Compare with what the standard wants, or with what is there instead."""
    assert not instead or case.limit, "a case that differs from the standard says why"
    assert re.fullmatch(instead or case.right, came), f"{came}, not {instead or case.right}"


@pytest.mark.parametrize("name", CASES)
async def test_worker__bare(bare: SipWorker, name: str) -> None:
    case = CASES[name]
    judge(case, await outcome(case, bare.port, case.bare or case.right), case.bare)


@pytest.mark.debian
@pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed")
@pytest.mark.parametrize("name", CASES)
async def test_worker__behind_the_edge(edge: tuple[SipWorker, int], name: str) -> None:
    case = CASES[name]
    judge(case, await outcome(case, edge[1], case.edge or case.right), case.edge)


async def test_worker__after_all_cases__has_no_call_left_and_lost_no_slot(bare: SipWorker) -> None:
    await bare.quiet()
    bare.events.clear()
    health = await bare.health(lambda report: report["calls"] == 0)

    assert health["leaked"] == 0


async def test_table__is_whole_and_most_of_it_as_the_standard_wants() -> None:
    as_wanted = {side: sum(not getattr(case, side) for case in CASES.values()) for side in ("bare", "edge")}

    assert len(CASES) >= 310
    assert as_wanted["bare"] >= 286 and as_wanted["edge"] >= 297


async def test_limits__stand_in_the_documentation() -> None:
    page = " ".join((Path(__file__).parents[5] / "docs/single-machine.md").read_text().split())
    named = {name: text for name, text in vars(limits).items() if name.isupper()}

    assert named and not [name for name, text in named.items() if text not in page.replace("- ", "")]
    assert {case.limit for case in CASES.values()} - {""} == set(named.values())
