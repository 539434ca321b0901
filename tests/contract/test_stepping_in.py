"""Supervisors at a running call: the same steps in a LiveKit room, and by a worker's socket on real SIP.

The latter are taken where `serve` runs already: in telephony/embedded/supervision.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Protocol

import pytest

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import AgentEntered, CallEnded, SupervisorActed, TurnTaken
from callcenter.domain.supervision import FactSeen, Instructed, SupervisorsSeen, WordsSeen
from callcenter.errors import SupervisorRefused
from callcenter.tasks import cancel
from tests.contract.line import PATIENCE_S, Caller, Pair, Routing
from tests.fakes.waiting import until
from tests.fakes.worker.beeping_call import tone
from tests.fakes.worker.watching import Watching, following, is_tone

pytestmark = pytest.mark.timeout(280)
NUMBER, CALLER = "+18005550100", "+12025550123"
SAID = "A colleague of mine is listening."


class Floor(Protocol):
    """What carries a call that supervisors step into."""

    async def call(self) -> Caller:
        """Return a caller whom an agent has answered."""

    def supervisor(self, identity: str) -> AbstractAsyncContextManager[CallSupervisor]:
        """Take a supervisor's place at the call."""


@dataclass
class Rooms:
    """A LiveKit pair and a worker of ours."""

    pair: Pair
    routing: Routing
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def call(self) -> Caller:
        self.routing.add("main", NUMBER)
        await self.routing.apply()
        await self.stack.enter_async_context(self.pair.worker())
        caller = await self.pair.dial(NUMBER, caller=CALLER)
        await caller.answered(timeout_s=PATIENCE_S)
        await caller.agent_speaks(timeout_s=PATIENCE_S)
        return caller

    def supervisor(self, identity: str) -> AbstractAsyncContextManager[CallSupervisor]:
        return self.pair.supervisor(identity)


@pytest.fixture
async def floor(pair: Pair, routing: Routing) -> AsyncIterator[Floor]:
    rooms = Rooms(pair, routing)
    async with rooms.stack:
        yield rooms


async def test_rooms__every_step__is_done_and_on_record(floor: Floor) -> None:
    await every_step(floor)


async def every_step(floor: Floor) -> None:
    caller = await floor.call()
    async with (
        floor.supervisor("anna") as one,
        following(one) as anna,
        floor.supervisor("ben") as two,
        following(two) as ben,
    ):
        # Both see the call from its first fact, and each other.
        await ben.fact(AgentEntered, agent="triage")
        await anna.until(
            lambda seen: (
                isinstance(seen, SupervisorsSeen) and [who.identity for who in seen.supervisors] == ["anna", "ben"]
            )
        )
        await anna.fact(TurnTaken)

        await whispered(anna, "the caller has a question about a bill")
        await anna.fact(AgentEntered, agent="billing")
        with pytest.raises(SupervisorRefused, match="names nothing the agent can do"):
            await anna.supervisor.whisper("xyzzy plugh")

        await ben.supervisor.say(SAID)
        await anna.until(
            lambda seen: isinstance(seen, WordsSeen) and seen.speaker is Speaker.AGENT and "colleague" in seen.text
        )
        await anna.agent_said(SAID)

        await anna.supervisor.take_over()
        with pytest.raises(SupervisorRefused, match="Another supervisor"):
            await ben.supervisor.take_over()
        await anna.supervisor.hear()
        both = [asyncio.create_task(anna.speak(700)), asyncio.create_task(ben.speak(1300))]
        await caller_hears(caller, 700)
        await cancel(*both)
        await caller.say(tone(2.0, 520))
        await anna.hears(520, Speaker.CALLER)
        await anna.supervisor.give_back()
        await anna.until(
            lambda seen: isinstance(seen, SupervisorsSeen) and not any(who.has_caller for who in seen.supervisors)
        )

        # Who has stopped is no more said to listen, hears nothing, and may begin again.
        await anna.supervisor.stop_hearing()
        await ben.fact(SupervisorActed, identity="anna", method="stop_hearing")
        there = [seen for seen in ben.seen if isinstance(seen, SupervisorsSeen)][-1]
        assert [who.hears for who in there.supervisors] == [False, False]
        await anna.supervisor.hear()
        await caller.say(tone(2.0, 870))
        await anna.hears(870, Speaker.CALLER)

        await ben.supervisor.hang_up()
        await anna.fact(CallEnded)
        await caller.ended(timeout_s=PATIENCE_S)

    assert [(act.identity, act.method, act.outcome.value, act.text) for act in acts(anna)] == [
        ("anna", "watch", "ok", ""),
        ("ben", "watch", "ok", ""),
        ("anna", "whisper", "ok", "the caller has a question about a bill"),
        ("anna", "whisper", "not-instructed", "xyzzy plugh"),
        ("ben", "say", "ok", SAID),
        ("anna", "take_over", "ok", ""),
        ("ben", "take_over", "taken", ""),
        ("anna", "hear", "ok", ""),
        ("anna", "give_back", "ok", ""),
        ("anna", "stop_hearing", "ok", ""),
        ("anna", "hear", "ok", ""),
        ("ben", "hang_up", "ok", ""),
    ]
    assert "question about a bill" not in said_by_the_agent(anna)


async def whispered(watcher: Watching, text: str) -> None:
    """Whisper; where the agent spoke just then, what it says next follows."""
    if await watcher.supervisor.whisper(text) is Instructed.LATER:
        pytest.fail("the agent was busy")


async def caller_hears(caller: Caller, hz: int) -> None:
    async def is_heard() -> bool:
        heard = await caller.heard()
        return is_tone(heard.pcm, heard.rate_hz, hz)

    await until(is_heard, what=f"a tone of {hz} Hz")


def acts(watcher: Watching) -> list[SupervisorActed]:
    facts = [seen.fact for seen in watcher.seen if isinstance(seen, FactSeen)]
    return [fact for fact in facts if isinstance(fact, SupervisorActed)]


def said_by_the_agent(watcher: Watching) -> str:
    """Return all the agent said, and all it was heard saying."""
    facts = [seen.fact for seen in watcher.seen if isinstance(seen, FactSeen)]
    turns = [fact.turn.text for fact in facts if isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.AGENT]
    return " ".join([*turns, *(seen.text for seen in watcher.seen if isinstance(seen, WordsSeen))])
