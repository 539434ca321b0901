"""Every kind of leg keeps the leg port's word (`callcenter/calls/ports/leg.py`): the same tests for all.

What a kind can't do it says itself (`cannot`); a test that needs it is run on the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from callcenter.domain.calls.leg import LegAbility
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TransferFailed
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.contract.legs.line import PERSONS, Kind, Line
from tests.contract.legs.room_line import ROOM
from tests.contract.legs.sip_line import SIP
from tests.contract.legs.text_line import TEXT

pytestmark = pytest.mark.asyncio(loop_scope="module")

KINDS = (SIP, ROOM, TEXT)
DESK = "sip:desk@127.0.0.1:9"
#: Longer than any step takes on a busy machine.
PATIENCE_S = 60.0


def legs(*abilities: LegAbility) -> pytest.MarkDecorator:
    """Run a test on every kind of leg that can what it needs."""
    able = [pytest.param(kind, id=kind.leg.kind, marks=kind.marks) for kind in KINDS if kind.has(*abilities)]
    return pytest.mark.parametrize("kind", able)


@pytest_asyncio.fixture(loop_scope="module")
async def line(kind: Kind, fork_server: ForkServer, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    """A call of that kind, with the person of the test's parameter, or one who lets it ring."""
    person = PERSONS[request.node.callspec.params["person"]] if "person" in request.fixturenames else None
    async with asyncio.timeout(PATIENCE_S), kind.open(person, fork_server) as opened:
        yield opened


@legs()
async def test_answer__caller_there__goes_on(line: Line) -> None:
    await line.answered()

    assert not line.leg.ended.done()


@legs()
async def test_answer__caller_gave_up__leg_gone(line: Line) -> None:
    await line.phone.ring()
    await line.phone.give_up()

    with pytest.raises(LegGone):
        await line.leg.answer()

    assert (await line.leg.ended).reason == "caller-cancelled"


@legs()
async def test_digits__pressed_before_and_after_the_listener__all_arrive_in_order(line: Line) -> None:
    await line.answered()
    heard: asyncio.Queue[str] = asyncio.Queue()
    await line.phone.press("4*")
    line.leg.on_digit(heard.put_nowait)

    await line.phone.press("#0")

    assert "".join([await heard.get() for _ in range(4)]) == "4*#0"


@legs(LegAbility.HOLD)
async def test_hold__and_resume__listener_hears_both(line: Line) -> None:
    await line.answered()
    held: asyncio.Queue[bool] = asyncio.Queue()
    line.leg.on_hold(held.put_nowait)

    await line.phone.hold(True)
    assert await held.get() is True
    await line.phone.hold(False)

    assert await held.get() is False


@legs()
@pytest.mark.parametrize("person", ["done"])
async def test_transfer__person_answers__leg_ends_transferred(line: Line, person: str) -> None:
    await line.answered()

    await line.leg.transfer(DESK, timeout_s=PATIENCE_S)

    assert (await line.leg.ended).reason == "transferred"


@legs()
@pytest.mark.parametrize("person", ["done"])
async def test_transfer__done_and_hung_up_afterwards__stays_transferred(line: Line, person: str) -> None:
    await line.answered()
    await line.leg.transfer(DESK, timeout_s=PATIENCE_S)

    await line.leg.hang_up(EndReason.AGENT_HUNG_UP)

    assert (await line.leg.ended).reason == "transferred"


@legs()
@pytest.mark.parametrize("person", ["busy", "no-answer", "declined", "failed", "timed-out"])
async def test_transfer__fails__says_how_and_the_caller_stays(line: Line, person: str) -> None:
    await line.answered()

    with pytest.raises(TransferFailed) as failed:
        await line.leg.transfer(DESK, timeout_s=1)

    assert TransferOutcome(failed.value.reason) is PERSONS[person].outcome
    assert not line.leg.ended.done()


@legs()
async def test_transfer__caller_gone_before__leg_gone(line: Line) -> None:
    await line.answered()
    await line.phone.hang_up()
    await line.leg.ended

    with pytest.raises(LegGone):
        await line.leg.transfer(DESK, timeout_s=PATIENCE_S)

    assert line.leg.ended.result().reason == "caller-hung-up"


@legs(LegAbility.RING)
async def test_transfer__caller_hangs_up_meanwhile__leg_gone(line: Line) -> None:
    await line.answered()
    transferring = asyncio.create_task(line.leg.transfer(DESK, timeout_s=PATIENCE_S))
    await line.phone.transfer_asked()

    await line.phone.hang_up()

    with pytest.raises(LegGone):
        await transferring
    assert (await line.leg.ended).reason == "caller-hung-up"


@legs(LegAbility.RING)
async def test_transfer__cancelled__is_cancelled_and_the_caller_stays(line: Line) -> None:
    await line.answered()
    transferring = asyncio.create_task(line.leg.transfer(DESK, timeout_s=PATIENCE_S))
    await line.phone.transfer_asked()

    transferring.cancel()

    with pytest.raises(asyncio.CancelledError):
        await transferring
    assert not line.leg.ended.done()


@legs(LegAbility.RING)
async def test_transfer__cancelled_and_then_the_caller_leaves__the_end_is_known(line: Line) -> None:
    await line.answered()
    transferring = asyncio.create_task(line.leg.transfer(DESK, timeout_s=PATIENCE_S))
    await line.phone.transfer_asked()
    transferring.cancel()
    with pytest.raises(asyncio.CancelledError):
        await transferring

    await line.phone.hang_up()

    assert (await line.leg.ended).reason == "caller-hung-up"


@legs()
async def test_hang_up__by_the_caller__ends_once_and_stays_the_caller_s(line: Line) -> None:
    await line.answered()

    await line.phone.hang_up()

    assert (await line.leg.ended).reason == "caller-hung-up"
    await line.leg.hang_up(EndReason.AGENT_HUNG_UP)
    assert line.leg.ended.result().reason == "caller-hung-up"


@legs()
async def test_hang_up__by_us__caller_is_released_and_the_first_reason_stays(line: Line) -> None:
    await line.answered()

    await line.leg.hang_up(EndReason.AGENT_HUNG_UP)
    await line.phone.released()
    await line.leg.hang_up(EndReason.DRAIN_TIMEOUT)

    assert (await line.leg.ended).reason == "agent-hung-up"


@legs()
async def test_hang_up__whoever_asked_is_cancelled_for_it__caller_is_released_all_the_same(line: Line) -> None:
    await line.answered()
    asking = asyncio.create_task(line.leg.hang_up(EndReason.AGENT_HUNG_UP))
    await line.leg.ended

    asking.cancel()

    await line.phone.released()
    await line.leg.hang_up(EndReason.AGENT_HUNG_UP)
    await asyncio.gather(asking, return_exceptions=True)
