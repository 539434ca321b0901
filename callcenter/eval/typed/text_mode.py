"""Plays stories as typed calls: the real call flow, agents, tools and database, without sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from livekit.agents import AgentSession, SpeechCreatedEvent, llm
from livekit.agents.voice import SpeechHandle

from callcenter.calls.context import CallContext
from callcenter.calls.run_call import run_call
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import Fact, TurnTaken
from callcenter.eval.run import Run
from callcenter.eval.story.caller import SimulatedCaller
from callcenter.eval.story.facts import told, work_out
from callcenter.eval.story.move import CallerMove, MoveKind
from callcenter.eval.story.sample_business import SampleBusiness, open_sample_business
from callcenter.eval.story.story import Mode, Story
from callcenter.eval.typed.model_caller import ModelCaller, invented
from callcenter.provisioning.files.load import calendar_of
from callcenter.runtime import Loaded, load, open_services
from callcenter.settings import Settings
from callcenter.store.connection import Connection

#: The sample business's number.
DIALLED = "+18005550100"
#: Longest wait for an answer, tools and handoffs included; longer, and the call has failed.
TURN_TIMEOUT_S = 60.0
#: Longest wait for a finished call's facts to reach Postgres.
SHIP_TIMEOUT_S = 30.0
#: Postgres connections of one trial.
POOL_SIZE = 4

#: Takes the agent's whole turn and returns what the caller does next.
Decide = Callable[[str], Awaitable[CallerMove]]


class TextPlayer:
    """Plays one trial after another; agents and models are loaded once. `caller` plays the callers, if it is given."""

    def __init__(
        self, business: SampleBusiness, loaded: Loaded, settings: Settings, *, caller: llm.LLM[Any] | None = None
    ) -> None:
        self._caller = caller
        self._business = business
        self._loaded = loaded
        self._settings = settings.model_copy(update={"data_dir": business.folder})

    @asynccontextmanager
    async def play(self, story: Story, trial: int) -> AsyncIterator[tuple[Run, Connection]]:
        """See `run.Player`."""
        async with (
            self._business.fresh() as url,
            open_services(
                self._settings, speech=False, database_url=url, pool_size=POOL_SIZE, loaded=self._loaded
            ) as services,
        ):
            facts: list[Fact] = []
            async with services.pool.acquire() as connection:
                try:
                    story = await prepared(story, connection)
                except LookupError as error:
                    yield Run(story=story, trial=trial, mode=Mode.TEXT, facts=(), faults=(str(error),)), connection
                    return
            simulated = SimulatedCaller(story=story, trial=trial)
            played = ModelCaller(story=story, model=self._caller) if self._caller is not None else None
            leg = TextLeg(person=story.person)
            call = Call(
                call_id=new_call_id(),
                started_at=datetime.now(UTC),
                caller_number=story.caller.number,
                dialled_number=DIALLED,
                agent=story.first_agent,
                calendar=calendar_of(story.first_agent, self._settings.sip_dir, self._settings.rules_dir),
            )

            async def companion(session: AgentSession[CallContext], context: CallContext) -> None:
                await converse(played.decide if played else decides(simulated), session, context, leg, facts)

            await run_call(call, leg, services, companion=companion, on_fact=facts.append)
            await services.journal.wait_shipped(call.call_id, timeout_s=SHIP_TIMEOUT_S)
            async with services.pool.acquire() as connection:
                moves, faults = (played.moves, list(invented(played))) if played else (simulated.moves, [])
                run = Run(
                    story=story,
                    trial=trial,
                    mode=Mode.TEXT,
                    facts=facts,
                    moves=moves,
                    stuck=simulated.stuck,
                    faults=faults,
                )
                yield run, connection


@asynccontextmanager
async def open_text_player(
    settings: Settings, *, on_progress: Callable[[str], None], caller: llm.LLM[Any] | None = None
) -> AsyncIterator[TextPlayer]:
    """Load the agents, start a sample business, and yield what plays stories.

    Args:
        settings: What the product runs with.
        on_progress: Told in words what takes time.
        caller: A language model that plays the callers, in place of the rules.

    Raises:
        CallcenterError: agents, models or Postgres can't be loaded.
    """
    async with open_sample_business(on_progress, agents=settings.agents_dir) as business:
        on_progress("Loading the agents…")
        loaded = await load(settings, speech=False, trained_in=settings.trained_dir, on_progress=on_progress)
        yield TextPlayer(business, loaded, settings, caller=caller)


async def prepared(story: Story, connection: Connection) -> Story:
    """Return the story with today's facts in its texts, and put its own rows into the fresh database.

    Raises:
        LookupError: a fact can't be worked out, or the story's SQL fails.
    """
    story = told(story, await work_out(story, connection))
    for statement in story.prepare:
        try:
            await connection.execute(statement)
        except asyncpg.PostgresError as error:
            raise LookupError(f"prepare: {error}") from error
    return story


async def converse(
    decide: Decide,
    session: AgentSession[CallContext],
    context: CallContext,
    leg: TextLeg,
    facts: list[Fact],
) -> None:
    """Let the caller answer the agents until one of them hangs up.

    Raises:
        TimeoutError: an answer took longer than `TURN_TIMEOUT_S`.
    """
    heard = 0
    while True:
        await asyncio.wait_for(session.wait_for_idle(), TURN_TIMEOUT_S)
        if context.wants_hang_up:
            return await leg.hang_up(EndReason.AGENT_HUNG_UP)
        if leg.ended.done():
            return
        turns = [fact.turn for fact in facts if isinstance(fact, TurnTaken)]
        words = " ".join(turn.text for turn in turns[heard:] if turn.speaker is Speaker.AGENT)
        heard = len(turns)
        move = await decide(words)
        await _make(move, session, leg)
        if move.hang_up:
            return await leg.hang_up(EndReason.CALLER_HUNG_UP)


def decides(caller: SimulatedCaller) -> Decide:
    """Return a simulated caller as what decides."""

    async def decide(words: str) -> CallerMove:
        return next_move(caller, words)

    return decide


def next_move(caller: SimulatedCaller, words: str) -> CallerMove:
    """Return what a typing caller does after the agent's words: what they would have cut in with, or an answer."""
    while (event := caller.during()) is not None:
        caller.did(event)
        if event.is_for_agent:
            return caller.moves[-1]
    return caller.hear(words)


async def _make(move: CallerMove, session: AgentSession[CallContext], leg: TextLeg) -> None:
    if move.kind is MoveKind.SAY:
        await asyncio.wait_for(session.run(user_input=move.words), TURN_TIMEOUT_S)
    elif move.kind is MoveKind.KEYS:
        await asyncio.wait_for(_press(move.keys, session, leg), TURN_TIMEOUT_S)


async def _press(keys: str, session: AgentSession[CallContext], leg: TextLeg) -> None:
    """Press keys and wait for all that is said to them: between two steps of an answer a session looks idle."""
    answers: list[SpeechHandle] = []

    def on_speech(event: SpeechCreatedEvent) -> None:
        answers.append(event.speech_handle)

    session.on("speech_created", on_speech)
    try:
        leg.press(keys if keys.endswith("#") else f"{keys}#")
        for answer in answers:  # grows as one answer leads to another
            await answer
    finally:
        session.off("speech_created", on_speech)
