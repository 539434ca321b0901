"""A transfer asked for in the moment between our 200 OK and the caller's ACK."""

from __future__ import annotations

import asyncio

import pytest

from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import TransferFailed
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.contract.legs.line import PERSONS
from tests.contract.legs.sip_line import SipPhone, sip_line
from tests.fakes.worker.sip_serving import PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

DESK = "sip:desk@127.0.0.1"


async def test_transfer__answer_not_yet_acknowledged__waits_for_the_ack(fork_server: ForkServer) -> None:
    async with sip_line(PERSONS["declined"], fork_server) as line:
        assert isinstance(line.phone, SipPhone)
        line.phone.may_acknowledge.clear()
        await line.answered()
        transferring = asyncio.create_task(line.leg.transfer(DESK, timeout_s=PATIENCE_S))
        done, _ = await asyncio.wait([transferring], timeout=0.3)
        assert not done

        line.phone.may_acknowledge.set()

        with pytest.raises(TransferFailed) as failed:
            await transferring
        assert failed.value.reason is TransferOutcome.REFUSED


async def test_transfer__answer_never_acknowledged__error_and_the_caller_stays(fork_server: ForkServer) -> None:
    async with sip_line(PERSONS["done"], fork_server) as line:
        assert isinstance(line.phone, SipPhone)
        line.phone.may_acknowledge.clear()
        await line.answered()

        with pytest.raises(TransferFailed) as failed:
            await line.leg.transfer(DESK, timeout_s=0.2)

        assert failed.value.reason is TransferOutcome.ERROR
        assert not line.leg.ended.done()
