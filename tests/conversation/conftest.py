"""Typed conversations with the agents: a real session, the sample business, and the model of the test's choice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from livekit.agents import AgentSession, llm

from callcenter.agents.builder import build_agent
from callcenter.agents.roster import Roster
from callcenter.business.sample_customers import WELL_KNOWN, SampleCustomer
from callcenter.calls.context import CallContext
from callcenter.calls.services import Services
from callcenter.calls.session import build_session
from callcenter.calls.session_events import SessionEvents
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.dialog.script import AgentScript
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import AgentEntered, Fact, PersonAsked, ToolCalled, TurnTaken
from callcenter.domain.routing.duties import Duties
from callcenter.domain.tool_answer import Outcome
from callcenter.settings import Settings
from tests.fakes.shipped import shipped_intents, shipped_roster

#: Far above what a turn takes; a hang fails the test instead of the run.
TURN_TIMEOUT_S = 60


@dataclass
class Talk:
    """A conversation going on."""

    session: AgentSession[CallContext]
    call: CallContext
    facts: list[Fact]

    async def say(self, *lines: str) -> str:
        """Say lines one after the other and return all the agents said to the last."""
        heard = ""
        for line in lines:
            before = len(self.said)
            await asyncio.wait_for(self.session.run(user_input=line), TURN_TIMEOUT_S)
            await asyncio.wait_for(self.session.wait_for_idle(), TURN_TIMEOUT_S)
            heard = " ".join(self.said[before:])
        return heard

    @property
    def said(self) -> list[str]:
        turns = [fact.turn for fact in self.facts if isinstance(fact, TurnTaken)]
        return [turn.text for turn in turns if turn.speaker is Speaker.AGENT]

    @property
    def agents(self) -> list[str]:
        return [fact.agent for fact in self.facts if isinstance(fact, AgentEntered)]

    @property
    def tool_calls(self) -> list[ToolCalled]:
        return [fact for fact in self.facts if isinstance(fact, ToolCalled)]

    @property
    def done(self) -> list[str]:
        """The tools that did their work; those that only proposed it didn't."""
        return [fact.tool for fact in self.tool_calls if fact.ok and fact.outcome is not Outcome.PROPOSAL]

    @property
    def person(self) -> list[str]:
        return [fact.outcome for fact in self.facts if isinstance(fact, PersonAsked)]

    def transcript(self) -> str:
        """What was said, for a failing test's output."""
        lines = []
        for fact in self.facts:
            if isinstance(fact, TurnTaken):
                lines.append(f"{fact.turn.agent or 'caller'}: {fact.turn.text}")
            elif isinstance(fact, ToolCalled):
                lines.append(f"    {fact.tool}({fact.arguments}) -> {fact.result}")
        return "\n".join(lines)


BuildLlm = Callable[[AgentScript, CallContext, tuple[str, ...]], llm.LLM]
OpenTalk = Callable[..., AbstractAsyncContextManager[Talk]]


@pytest.fixture(scope="session")
def roster() -> Roster:
    return shipped_roster()


@pytest.fixture
def open_talk(sample_database: asyncpg.Pool, roster: Roster) -> OpenTalk:
    """Open a call from a number, at an agent, with a model; `person` is how transfers come out.

    `of` is a customer who calls from theirs and is verified already.
    """

    @asynccontextmanager
    async def talk(
        build_llm: BuildLlm,
        *,
        number: str = "",
        of: SampleCustomer | None = None,
        agent: str = "triage",
        person: str = "transferred",
        language: str = "en",
        duties: Duties = Duties(),
        is_recorded: bool = False,
        rule_person: str = "",
        greeting: Mapping[str, str] | None = None,
        closed_message: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Talk]:
        facts: list[Fact] = []
        settings = Settings()
        call = CallContext(
            call=Call(
                call_id=new_call_id(),
                started_at=datetime.now(UTC),
                caller_number=of.phone_number if of is not None else number,
                dialled_number="+18005550100",
                agent=agent,
                language=language,
                is_recorded=is_recorded,
                duties=duties,
                person=rule_person,
                greeting=greeting or {},
                closed_message=closed_message or {},
            ),
            leg=TextLeg(person=person),
            pool=sample_database,
            settings=settings,
            record=facts.append,
            facts=facts,
        )
        call.agent = agent
        if of is not None:
            call.customer_id, call.identity_level = WELL_KNOWN.index(of) + 1, IdentityLevel.VERIFIED
        facts.append(AgentEntered(agent=agent, from_agent="", at_ms=0))
        journal: Any = None
        services = Services(
            settings=settings,
            pool=sample_database,
            journal=journal,
            build_agent=lambda name, context: build_agent(name, context, roster=roster, build_llm=build_llm),
            agent_names=roster.names,
        )
        session = build_session(call, services)
        SessionEvents(session, call)
        await session.start(services.build_agent(agent, call), record=False)
        await asyncio.wait_for(session.wait_for_idle(), TURN_TIMEOUT_S)
        conversation = Talk(session, call, facts)
        try:
            yield conversation
        finally:
            print(conversation.transcript())
            await asyncio.wait_for(session.aclose(), TURN_TIMEOUT_S)

    return talk


@pytest.fixture(scope="session")
def dialog() -> BuildLlm:
    """The offline dialog engine, trained once for the run as a process trains it."""
    from callcenter.dialog.engine import DialogLLM

    intents = shipped_intents()
    return lambda script, call, _: DialogLLM(
        script, intents=intents, country=call.settings.calls.country, timezone=call.settings.calls.timezone
    )
