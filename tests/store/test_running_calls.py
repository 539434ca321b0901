"""The calls that run now, by their facts; and who listens is told of each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from callcenter.calls.run_call import call_started
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.leg import LegKind
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    CallEnded,
    CallerActed,
    CallEvent,
    Fact,
    HoldChanged,
    LegAnswered,
    LineWasPoor,
    PersonTried,
    SupervisorActed,
    SupervisorOutcome,
    Tagged,
    ToolCalled,
    TurnTaken,
)
from callcenter.domain.running_call import UNBACKED_CLAIM, CallState, Sign
from callcenter.errors import StoreError
from callcenter.store.call_log.call_events import CALLS_CHANGED, apply
from callcenter.store.call_log.running_calls import find_running, running_calls
from callcenter.store.changes import follow
from tests.fakes.waiting import PATIENCE_S, until_listening

BEGAN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CALL = Call(
    call_id="call_one",
    started_at=BEGAN,
    caller_number="+12025550123",
    dialled_number="+18005550100",
    trunk="t",
    dispatch_rule="r",
    room="room-1",
    agent="triage",
)
POOR = LineWasPoor(seconds=5, loss_pct=4, jitter_ms=3, at_ms=5000)
ANSWERED = LegAnswered(leg="caller", kind=LegKind.SIP, codec="PCMU")


def step(method: str, identity: str = "anna", outcome: SupervisorOutcome = SupervisorOutcome.OK) -> SupervisorActed:
    return SupervisorActed(identity=identity, method=method, outcome=outcome, at_ms=1)


async def keep(database: asyncpg.Pool, *facts: Fact, call_id: str = "call_one") -> None:
    events = [
        CallEvent(call_id=call_id, seq=seq, at=BEGAN + timedelta(seconds=2), fact=fact)
        for seq, fact in enumerate([call_started(replace(CALL, call_id=call_id)), *facts], start=1)
    ]
    async with database.acquire() as connection:
        await apply(connection, events)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([], CallState.RINGING),
        ([ANSWERED], CallState.TALKING),
        ([ANSWERED, HoldChanged(is_held=True, at_ms=1)], CallState.HELD),
        ([ANSWERED, HoldChanged(is_held=True, at_ms=1), HoldChanged(is_held=False, at_ms=2)], CallState.TALKING),
        ([ANSWERED, PersonTried(reason="asked", at_ms=1)], CallState.TRANSFERRING),
        ([ANSWERED, step("watch"), step("take_over")], CallState.TAKEN_OVER),
        ([ANSWERED, step("take_over", outcome=SupervisorOutcome.TAKEN)], CallState.TALKING),
        ([ANSWERED, step("take_over"), step("give_back")], CallState.TALKING),
    ],
)
async def test_state__by_its_facts(database: asyncpg.Pool, facts: list[Fact], state: CallState) -> None:
    await keep(database, *facts)

    async with database.acquire() as connection:
        (call,) = await running_calls(connection)

    assert call.state is state


async def test_call__shows_times_words_signs_and_who_is_there(database: asyncpg.Pool) -> None:
    said = Turn(speaker=Speaker.CALLER, text="a person please", started_ms=4000, ended_ms=5000)
    acts = [CallerActed(act=Act.EMERGENCY, at_ms=1), CallerActed(act=Act.GOODBYE, at_ms=1)]
    steps = [step("watch"), step("watch", "ben"), step("leave")]
    await keep(database, ANSWERED, TurnTaken(turn=said), *acts, *steps)

    async with database.acquire() as connection:
        (call,) = await running_calls(connection)
    line = call.to_json(BEGAN + timedelta(seconds=32))

    assert (line["waiting_s"], line["talking_s"], line["quiet_s"]) == (0, 30, 25)
    assert line["last_words"] == {"speaker": "caller", "text": "a person please"}
    assert line["signs"] == [Sign.EMERGENCY, Sign.SILENCE]
    assert line["supervisors"] == ["ben"]
    assert line["carrier"] == "sip"


def tool(ok: bool, **result: Any) -> ToolCalled:
    return ToolCalled(agent="a", tool="t", arguments={}, result=result or None, ok=ok, at_ms=1, duration_ms=1)


async def test_call__of_a_machine_whose_clock_is_off__is_timed_by_that_clock(database: asyncpg.Pool) -> None:
    """Its facts are months old by Postgres's clock; one of them waited an hour for Postgres besides."""
    await keep(database, ANSWERED, POOR)
    await database.execute("UPDATE call_event SET heard_at = heard_at + interval '1 hour' WHERE seq = 1")
    async with database.acquire() as connection:
        (call,) = await running_calls(connection)

    assert timedelta(seconds=2) <= call.read_at - BEGAN < timedelta(minutes=30)


@pytest.mark.parametrize(
    ("facts", "after_s", "signs"),
    [
        ([tool(False)], 5, []),
        ([tool(False), tool(False)], 5, [Sign.MISSES]),
        ([tool(False), tool(False, needs="identify_customer"), tool(False)], 5, [Sign.MISSES]),
        ([tool(False), tool(False), tool(True)], 5, []),
        ([Tagged(tag=UNBACKED_CLAIM)], 5, [Sign.UNBACKED_CLAIM]),
        ([Tagged(tag="billing")], 5, []),
        ([POOR], 21, [Sign.POOR_LINE]),
        ([POOR], 23, []),
    ],
)
async def test_signs__of_tools_and_line(
    database: asyncpg.Pool, facts: list[Fact], after_s: int, signs: list[Sign]
) -> None:
    await keep(database, ANSWERED, *facts)

    async with database.acquire() as connection:
        (call,) = await running_calls(connection)

    assert [sign for sign in call.signs(BEGAN + timedelta(seconds=after_s)) if sign is not Sign.SILENCE] == signs


async def test_ended_call__runs_no_more(database: asyncpg.Pool) -> None:
    await keep(database, ANSWERED, CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=9))

    async with database.acquire() as connection:
        assert await running_calls(connection) == ()
        with pytest.raises(StoreError, match="No call is running"):
            await find_running(connection, "last")


async def test_find__part_of_several_ids__names_them(database: asyncpg.Pool) -> None:
    await keep(database, ANSWERED)
    await keep(database, ANSWERED, call_id="call_two")

    async with database.acquire() as connection:
        assert (await find_running(connection, "two")).call_id == "call_two"
        with pytest.raises(StoreError, match="call_one, call_two"):
            await find_running(connection, "call_")


async def test_listener__is_told_of_new_facts(fresh_url: str, database: asyncpg.Pool) -> None:
    async with follow(fresh_url, CALLS_CHANGED) as changes, asyncio.timeout(PATIENCE_S):
        await until_listening(database)
        await keep(database, ANSWERED)
        await changes.wait()
