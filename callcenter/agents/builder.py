"""Builds livekit-agents' Agents for one call from the roster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from livekit.agents import Agent, FlushSentinel, ModelSettings, StopResponse, llm
from livekit.agents.types import NOT_GIVEN

from callcenter.agents.declaration import AgentDeclaration
from callcenter.agents.house_rules import house_rules
from callcenter.agents.roster import AgentFolder, Roster
from callcenter.agents.shared_tools.codes import NEEDS_MESSENGER
from callcenter.agents.shared_tools.farewell import farewell_tool
from callcenter.agents.shared_tools.handoff import handoff_tool
from callcenter.agents.shared_tools.identity import identify_by_number
from callcenter.agents.shared_tools.knowledge import answer_tool
from callcenter.agents.shared_tools.person import person_tool
from callcenter.agents.toolkit.business_day import local, today
from callcenter.agents.toolkit.commit import commit_tool
from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.recorded_tool import recorded_tool
from callcenter.agents.toolkit.saying import render
from callcenter.agents.toolkit.telling import told_first
from callcenter.agents.toolkit.words import Words
from callcenter.calls.beside.duties import CallDuties
from callcenter.calls.context import AGENT, CallContext
from callcenter.calls.transfer.fact_sheet import fact_sheet
from callcenter.dialog.script import AgentScript
from callcenter.dialog.wording.templates import place_of
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.dialog_act import Asked
from callcenter.domain.record.call_event import AgentEntered
from callcenter.log import logger
from callcenter.models.choice import ModelChoice, choose

log = logger(__name__)

#: Gives an agent its own language model: a chain of model strings, which may end in the agent's dialog script.
BuildLlm = Callable[[AgentScript, CallContext, tuple[str, ...]], llm.LLM[Any]]

#: Longest the greeting waits to know whether the calling number is a customer's.
KNOWN_NUMBER_WAIT_S = 0.05


def build_agent(
    name: str,
    call: CallContext,
    *,
    roster: Roster,
    build_llm: BuildLlm,
) -> Agent:
    """Return the agent who takes the call first; it greets, and makes those it hands the caller to.

    If the call is spoken (`call.speech`), each agent has the recogniser and the voice of its own models.

    Raises:
        KeyError: the roster has no agent of this name.
        ModelUnavailable: a model of its chains lacks its package or key.
    """
    duties = CallDuties(call)

    def make(agent: str, said: llm.ChatContext | None) -> Agent:
        folder = roster.agents[agent]
        return _CallAgent(
            folder,
            call,
            said=said,
            duties=duties,
            tools=_tools(folder, call, roster, make),
            build_llm=build_llm,
        )

    return make(name, None)


class _CallAgent(Agent):
    """One agent in one call. Without words said before, it is the call's first and greets."""

    def __init__(
        self,
        folder: AgentFolder,
        call: CallContext,
        *,
        said: llm.ChatContext | None,
        duties: CallDuties,
        tools: list[llm.Tool | llm.Toolset],
        build_llm: BuildLlm,
    ) -> None:
        declaration = folder.declaration
        self._declaration = declaration
        self._script = folder.script
        self._call = call
        self._build_llm = build_llm
        self._duties = duties
        self._is_first = said is None
        self._choice = self.choice()
        speech = call.speech
        super().__init__(
            id=declaration.name,
            instructions=_instructions(declaration, self._script, call, danger=duties.danger_sentence()),
            chat_ctx=said if said is not None else NOT_GIVEN,
            tools=tools,
            llm=build_llm(folder.script, call, self._choice.llm),
            stt=speech.recogniser(self._choice) if speech is not None else NOT_GIVEN,
            tts=speech.voice(self._choice, voice=self._voice) if speech is not None else NOT_GIVEN,
        )
        self._closing: asyncio.Task[None] | None = None
        self._lookup = asyncio.create_task(_is_known_number(call)) if self._is_first else None

    async def on_enter(self) -> None:
        """Greet, or act on what the caller has already said."""
        self._call.choice, self._call.voice = self._choice, self._voice
        self._call.topics = self._topics()
        self._call.expect_words(AGENT, self._declaration.keyterms)
        if self._is_first:
            self._open()
            return
        self._call.record(
            AgentEntered(agent=self._declaration.name, from_agent=self._call.agent, at_ms=self._call.elapsed_ms())
        )
        self._call.agent = self._declaration.name
        self.session.generate_reply()

    def _open(self) -> None:
        """Say what is owed before anything else, and greet; a question comes first and is answered first."""
        if message := self._call.call.words(self._call.call.closed_message, self._call.language):
            self._closing = asyncio.create_task(self._say_closed(message), name="closed-message")
            return
        self._duties.attend(self.session, self._greeting_now)
        recording = self._duties.recording
        if opening := recording.opening():
            said = self.session.say(opening, allow_interruptions=recording.is_asking)
            if recording.is_asking:
                return
            said.add_done_callback(lambda _: recording.announced())
        self.session.say(self._greeting())

    async def _say_closed(self, message: str) -> None:
        """Say what callers outside the hours are told, to the end, and hang up."""
        self._call.tag("outside-hours")
        await self.session.say(message, allow_interruptions=False).wait_for_playout()
        self._call.wants_hang_up = True
        await self._call.leg.hang_up(EndReason.AGENT_HUNG_UP)

    async def on_user_turn_completed(self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage) -> None:
        """Leave turns that are a supervisor's to answer unanswered."""
        if self._call.is_taken_over:
            raise StopResponse

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncGenerator[llm.ChatChunk | str | FlushSentinel, None]:
        """Answer what duty answers, else ask the model; it reads no card numbers."""
        if self._call.is_taken_over:
            return
        # Only the dialog engine knows what it has asked for; of a language model it is guessed by whoever needs it.
        person = self._declaration.person or ""
        if duty := self._duties.hear(chat_ctx.items, asked=getattr(self.llm, "asked", Asked.OPEN), person=person):
            yield duty.text if duty.is_whole else f"{duty.text} "
            if duty.is_whole:
                return
        if self._choice.is_led_by_model:
            chat_ctx = llm.ChatContext(told_first(chat_ctx.items))
        async for chunk in Agent.default.llm_node(self, chat_ctx, tools, model_settings):
            yield chunk

    async def on_exit(self) -> None:
        """Give up what is still being looked up."""
        for task in (self._lookup, self._closing):
            if task is not None:
                task.cancel()

    def choice(self) -> ModelChoice:
        """Return the models that serve the agent in the language the call is in now."""
        return choose(self._call.language, self._declaration.models, self._call.settings.models)

    def use_language(self) -> None:
        """Go on in the language the call is in now, with that language's models and voice."""
        before, self._choice = self._choice, self.choice()
        self._call.choice, self._call.voice = self._choice, self._voice
        self._call.topics = self._topics()
        if self._choice.llm != before.llm:
            self.update_options(llm=self._build_llm(self._script, self._call, self._choice.llm))
        if (speech := self._call.speech) is None:
            return
        self.update_options(tts=speech.voice(self._choice, voice=self._voice))
        if (recogniser := speech.recogniser(self._choice)) is not self.stt:
            self.update_options(stt=recogniser)

    @property
    def _voice(self) -> str:
        """The voice that agent.yaml names for the call's language; empty is the model string's own."""
        voices: Mapping[Any, str] = self._declaration.voice
        return voices.get(self._call.language, "")

    def _topics(self) -> tuple[str, ...]:
        """What callers can say to the agent; agent.yaml has it in the agent's own language."""
        declaration = self._declaration
        if self._call.language != declaration.language:
            return ()
        tools = [tool.topic for tool in declaration.tools if tool.topic]
        return (*tools, *(handoff.topic for handoff in declaration.handoffs))

    async def _greeting(self) -> AsyncIterator[str]:
        """Yield the greeting once it is known whether the number is a customer's, or after a blink."""
        if self._lookup is not None and self._declaration.greeting_known and not self._call.call.greeting:
            await asyncio.wait({self._lookup}, timeout=KNOWN_NUMBER_WAIT_S)
        yield self._greeting_now()

    def _greeting_now(self) -> str:
        """Return the greeting by what is known of the number now."""
        declaration, language, lookup = self._declaration, self._call.language, self._lookup
        if own := self._call.call.greeting:
            return self._call.call.words(own, language)
        if language != declaration.language:
            greetings: Mapping[Any, str] = declaration.greetings
            return greetings.get(language, declaration.greeting)
        is_known = lookup is not None and lookup.done() and not lookup.cancelled() and lookup.result()
        return declaration.greeting_known if is_known and declaration.greeting_known else declaration.greeting


async def _is_known_number(call: CallContext) -> bool:
    """Identify the caller by the calling number; False also if Postgres doesn't answer (tools will try again)."""
    try:
        async with connect(call) as connection:
            return await identify_by_number(call, connection)
    except Exception as error:
        # Whatever it is, the caller must be greeted.
        log.warning("number_lookup_failed", error=type(error).__name__)
        return False


def _tools(
    folder: AgentFolder,
    call: CallContext,
    roster: Roster,
    make: Callable[[str, llm.ChatContext | None], Agent],
) -> list[llm.Tool | llm.Toolset]:
    """Return the agent's own tools, its handoffs, and those that every agent has."""
    words = Words(folder.declaration, folder.script, call)
    has_messenger = bool(call.settings.calls.messenger_url)
    offered = [tool for name, tool in folder.tools.items() if has_messenger or name not in NEEDS_MESSENGER]
    own = [*offered, person_tool(words.person, person=folder.declaration.person or ""), farewell_tool(words.goodbye)]
    if folder.knowledge.answers:
        own.append(answer_tool(folder.knowledge))
    handoffs = [
        handoff_tool(
            handoff.agent,
            description=roster.agents[handoff.agent].declaration.description,
            say=partial(words.handoff, handoff),
            make_agent=make,
        )
        for handoff in folder.declaration.handoffs
    ]
    scripts = {tool.name: tool for tool in folder.script.tools}
    name = folder.declaration.name
    recorded = [recorded_tool(tool, agent=name, script=scripts[tool.info.name], call=call) for tool in own]
    return [*recorded, commit_tool(folder.tools, folder.script, call), *handoffs]


def _instructions(declaration: AgentDeclaration, script: AgentScript, call: CallContext, *, danger: str) -> str:
    """Return the instructions for a language model: the agent's, those of all agents, and what it can't know itself.

    That is the day, the time zone, whom to call in danger, the caller's language, and what the call has come to, if the
    agent wasn't its first.
    """
    day = today(call)
    parts = [
        declaration.instructions,
        house_rules(),
        f"Today is {day:%A}, {day.isoformat()}, and as you begin it is {local(call, datetime.now(UTC))[11:16]}. "
        f"Whose time it is, if the caller asks or may live elsewhere: {_whose_time(script, call)} "
        f'Whom to call in danger: "{danger}" The call began in the language {call.call.language!r}.',
    ]
    if any(isinstance(fact, AgentEntered) and fact.from_agent for fact in call.facts) or call.agent != declaration.name:
        sheet = fact_sheet(call.facts, call.identity_level)
        parts.append(f"What the call has come to so far; don't ask for any of it again.\n{sheet.as_text()}")
    return "\n\n".join(parts)


def _whose_time(script: AgentScript, call: CallContext) -> str:
    timezone = call.settings.calls.timezone
    return render(script.phrases.whose_time, {"place": place_of(timezone)}, timezone)
