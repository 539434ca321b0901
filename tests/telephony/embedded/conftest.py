"""Serving workers and simulated callers.

Where workers are forked from, and the callers' process, which take seconds to load, are there once a run; a worker for
tests that leave it as it was once a file. All on one event loop: tests that use them are marked with its scope.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.worker.sip_serving import WORKER, SipWorker, serving


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder."""
    path = Path(tempfile.mkdtemp(prefix="cc-sip-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def fork_server() -> AsyncIterator[ForkServer]:
    """Where workers are forked from; it is started with the first."""
    opened = ForkServer(WORKER)
    yield opened
    await opened.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared_worker(fork_server: ForkServer) -> AsyncIterator[SipWorker]:
    """A worker that records its calls."""
    path = Path(tempfile.mkdtemp(prefix="cc-sip-"))
    async with serving(
        path, fork_server=fork_server, calls={"record": True}, sip={"transfer_timeout_s": 4}
    ) as sip_worker:
        yield sip_worker
    shutil.rmtree(path, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def callers() -> AsyncIterator[SimulatedCallers]:
    """Callers that speak G.711 µ-law."""
    async with SimulatedCallers.start() as simulated:
        yield simulated


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _no_call_left_up(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """A test that fails takes those after it along if its call goes on."""
    yield
    if "callers" in request.fixturenames:
        request.getfixturevalue("callers").hang_up_all()


@pytest_asyncio.fixture(loop_scope="session")
async def worker(shared_worker: SipWorker) -> SipWorker:
    """The file's worker, with the calls of other tests over and forgotten."""
    await shared_worker.quiet()
    shared_worker.events.clear()
    return shared_worker
