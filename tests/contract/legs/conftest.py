"""What the tests of legs share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from callcenter.telephony.embedded.process.fork_server import ForkServer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fork_server() -> AsyncIterator[ForkServer]:
    """Where processes with a SIP stack come from; it is started by the first that asks for one."""
    opened = ForkServer("tests.contract.legs.leg_process")
    yield opened
    await opened.aclose()
