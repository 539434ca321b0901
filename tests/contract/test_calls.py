"""A call from its INVITE to its row in the call log: answer, keys, transfer, and the end by either side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from callcenter.telephony.livekit.attributes import PERSON as PERSON_MARK
from callcenter.telephony.livekit.rooms import Rooms
from tests.contract.line import BUSY_PERSON, PATIENCE_S, PERSON, Caller, Pair, Routing, finished
from tests.fakes.waiting import until

NUMBER, CALLER = "+18005550110", "+12025550123"
PERSONS_NUMBER = "+12025550177"


@asynccontextmanager
async def calling(pair: Pair, routing: Routing, *, person: str = PERSON) -> AsyncIterator[Caller]:
    """A caller whom an agent has greeted."""
    routing.add("main", NUMBER)
    await routing.apply()
    async with pair.worker(person=person):
        caller = await pair.dial(NUMBER, caller=CALLER)
        await caller.answered(timeout_s=PATIENCE_S)
        await caller.agent_speaks(timeout_s=PATIENCE_S)
        yield caller
        if not caller.is_over:
            await caller.hang_up()


async def test_call__caller_hangs_up__row_says_who_called_and_who_ended_it(pair: Pair, routing: Routing) -> None:
    async with calling(pair, routing) as caller:
        await caller.hang_up()
        (row,) = await finished(pair)

    assert (row.caller_number, row.dialled_number, list(row.agents)) == (CALLER, NUMBER, ["triage"])
    assert row.termination_reason == "caller-hung-up"


async def test_call__caller_says_goodbye__agent_hangs_up(pair: Pair, routing: Routing) -> None:
    async with calling(pair, routing) as caller:
        await pair.says(caller, "no thank you, goodbye")
        await caller.ended(timeout_s=PATIENCE_S)
        (row,) = await finished(pair)

    assert row.termination_reason == "agent-hung-up"


async def test_keys__zero_pressed__caller_is_sent_to_the_person(pair: Pair, routing: Routing) -> None:
    async with calling(pair, routing) as caller:
        await caller.press("0")
        (row,) = await finished(pair)

    assert row.termination_reason == "transferred"
    assert "person:transferred" in row.tags


async def test_transfer__person_is_busy__caller_stays_with_the_agent(pair: Pair, routing: Routing) -> None:
    async with calling(pair, routing, person=BUSY_PERSON) as caller:
        await caller.press("0")
        await pair.tagged("person:busy")

        assert not caller.is_over
        await caller.hang_up()
        (row,) = await finished(pair)

    assert row.termination_reason == "caller-hung-up"


async def test_transfer__callers_trunk_knows_no_refer__person_is_rung_and_both_calls_end_together(
    pair: Pair, routing: Routing
) -> None:
    routing.add("main", NUMBER)
    routing.outbound = pair.person_address
    await routing.apply()
    rooms = Rooms(pair.settings)
    async with pair.worker(person=PERSONS_NUMBER, outbound_trunk=await routing.outbound_id()):
        caller = await pair.dial(NUMBER, caller=CALLER, follows_transfers=False)
        await caller.agent_speaks(timeout_s=PATIENCE_S)
        (room,) = [one.name for one in await rooms.all() if one.name.startswith(routing.owner)]

        async def persons() -> int:
            return sum(PERSON_MARK in one.attributes for one in await rooms.participants(room))

        await caller.press("0")
        (row,) = await finished(pair)
        assert row.termination_reason == "transferred"
        assert "person:transferred" in row.tags
        assert not caller.is_over
        assert await persons() == 1

        await caller.hang_up()

        async def none_is_left() -> bool:
            return not await persons()

        await until(none_is_left, what="the person to be put down", every_s=0.1)
    await rooms.aclose()
