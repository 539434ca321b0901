"""A serving worker and simulated callers, new for each test."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.telephony.embedded.simulated_caller import SimulatedCallers
from tests.fakes.sip_serving import SipWorker, serving


@pytest.fixture
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="cc-sip-"))


@pytest.fixture
async def worker(folder: Path) -> AsyncIterator[SipWorker]:
    async with serving(folder) as sip_worker:
        yield sip_worker


@pytest.fixture
async def callers() -> AsyncIterator[SimulatedCallers]:
    async with SimulatedCallers.start() as simulated:
        yield simulated
