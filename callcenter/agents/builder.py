"""Builds livekit-agents' Agents for one call from the roster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from livekit.agents import Agent, llm, tts
from livekit.agents.types import NOT_GIVEN

from callcenter.agents.connection import connect
from callcenter.agents.declaration import AgentDeclaration
from callcenter.agents.farewell import farewell_tool
from callcenter.agents.handoff import handoff_tool
from callcenter.agents.identity import identify_by_number
from callcenter.agents.parameters import today
from callcenter.agents.person import person_tool
from callcenter.agents.recorded_tool import recorded_tool
from callcenter.agents.roster import AgentFolder, Roster
from callcenter.calls.context import CallContext
from callcenter.dialog.script import AgentScript
from callcenter.domain.call_event import AgentEntered
from callcenter.log import logger

log = logger(__name__)

#: Gives an agent its own language model.
BuildLlm = Callable[[AgentScript, CallContext], llm.LLM[Any]]
#: Gives an agent the voice it names; asked only where an agent.yaml names one for the call's language.
BuildVoice = Callable[[str, CallContext], tts.TTS[Any]]

#: Longest the greeting waits to know whether the calling number is a customer's.
KNOWN_NUMBER_WAIT_S = 0.05


def build_agent(
    name: str,
    call: CallContext,
    *,
    roster: Roster,
    build_llm: BuildLlm,
    build_voice: BuildVoice | None = None,
) -> Agent:
    """Return the agent who takes the call first; it greets, and makes those it hands the caller to.

    Raises:
        KeyError: the roster has no agent of this name.
    """

    def make(agent: str, said: llm.ChatContext | None) -> Agent:
        folder = roster.agents[agent]
        return _CallAgent(
            folder,
            call,
            said=said,
            tools=_tools(folder, call, roster, make),
            model=build_llm(folder.script, call),
            voice=_voice(folder.declaration, call, build_voice),
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
        tools: list[llm.Tool | llm.Toolset],
        model: llm.LLM[Any],
        voice: tts.TTS[Any] | None,
    ) -> None:
        declaration = folder.declaration
        super().__init__(
            id=declaration.name,
            instructions=_instructions(declaration, call),
            chat_ctx=said if said is not None else NOT_GIVEN,
            tools=tools,
            llm=model,
            tts=voice if voice is not None else NOT_GIVEN,
        )
        self._declaration = declaration
        self._call = call
        self._is_first = said is None
        self._lookup = asyncio.create_task(_is_known_number(call)) if self._is_first else None

    async def on_enter(self) -> None:
        """Greet, or act on what the caller has already said."""
        if self._is_first:
            self.session.say(self._greeting())
            return
        self._call.record(
            AgentEntered(agent=self._declaration.name, from_agent=self._call.agent, at_ms=self._call.elapsed_ms())
        )
        self._call.agent = self._declaration.name
        self.session.generate_reply()

    async def on_exit(self) -> None:
        """Give up what is still being looked up."""
        if self._lookup is not None:
            self._lookup.cancel()

    async def _greeting(self) -> AsyncIterator[str]:
        """Yield the greeting once it is known whether the number is a customer's, or after a blink."""
        declaration, language = self._declaration, self._call.call.language
        if language != declaration.language:
            greetings: Mapping[Any, str] = declaration.greetings
            yield greetings.get(language, declaration.greeting)
            return
        if self._lookup is not None and declaration.greeting_known:
            done, _ = await asyncio.wait({self._lookup}, timeout=KNOWN_NUMBER_WAIT_S)
            if done and not self._lookup.cancelled() and self._lookup.result():
                yield declaration.greeting_known
                return
        yield declaration.greeting


async def _is_known_number(call: CallContext) -> bool:
    """Identify the caller by the calling number; False also where Postgres doesn't answer (tools will try again)."""
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
    """Return the agent's own tools, its handoffs, and the two that every agent has."""
    name, phrases = folder.declaration.name, folder.script.phrases
    own = [*folder.tools.values(), person_tool(phrases.person), farewell_tool(phrases.goodbye)]
    handoffs = [
        handoff_tool(
            handoff.agent,
            description=roster.agents[handoff.agent].declaration.description,
            say=handoff.say,
            make_agent=make,
        )
        for handoff in folder.declaration.handoffs
    ]
    return [*(recorded_tool(tool, name, call) for tool in own), *handoffs]


def _voice(declaration: AgentDeclaration, call: CallContext, build_voice: BuildVoice | None) -> tts.TTS[Any] | None:
    voice: dict[Any, str] = declaration.voice
    chosen = voice.get(call.call.language, "")
    return build_voice(chosen, call) if chosen and build_voice is not None else None


def _instructions(declaration: AgentDeclaration, call: CallContext) -> str:
    """Return the instructions for a language model, with what it can't know: the day, and the caller's language."""
    day = today(call)
    return (
        f"{declaration.instructions}\n\n"
        f"Today is {day:%A}, {day.isoformat()}. The call began in the language {call.call.language!r}."
    )
