"""Ends calls that nobody ends: a silent caller, a call past its maximum duration, a wish to hang up.

A silent caller is asked once whether they are there, once more in other words with what they can say, and is then
taken leave of. Nobody is asked while they hold us, or have asked us to hold on.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from livekit.agents import AgentSession
from livekit.agents.voice.events import AgentStateChangedEvent, UserInputTranscribedEvent, UserStateChangedEvent
from livekit.agents.voice.speech_handle import SpeechHandle

from callcenter.calls.context import CallContext
from callcenter.calls.phrases import for_example, phrases
from callcenter.domain.calls.termination import EndReason

#: Longest wait for the last words to be heard before hanging up.
LAST_WORDS_S = 15.0
#: Seconds before the maximum duration, or a quarter of it, at which leave is taken: the call ends on time, words too.
FAREWELL_S = 6.0
#: Shortest wait between two questions to a silent caller, whatever the settings say.
LEAST_PATIENCE_S = 1.0


class Watchdog:
    """Watches one call. `run` returns when it has hung up; cancel it when the leg ends first."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext) -> None:
        self._session = session
        self._context = context
        self._wake = asyncio.Event()
        #: How often the caller was asked since they were last heard, and when the next step is due (loop time).
        self._asked = 0
        self._due_at_s: float | None = None
        settings = context.settings.calls
        self._patience_s = max(LEAST_PATIENCE_S, (settings.silence_end_s - settings.silence_ask_s) / 2)
        session.on("user_state_changed", self._on_user_state)
        session.on("agent_state_changed", self._on_agent_state)
        session.on("user_input_transcribed", self._on_words)

    async def run(self) -> None:
        """Wait for a reason to end the call and hang up with it."""
        loop = asyncio.get_running_loop()
        maximum_s = self._context.call.max_duration_s or self._context.settings.sip.max_duration_s
        ends_at_s = loop.time() + maximum_s
        leaves_at_s = ends_at_s - min(FAREWELL_S, maximum_s / 4)
        while True:
            due_at_s = leaves_at_s if self._due_at_s is None else min(leaves_at_s, self._due_at_s)
            try:
                # Not wait_for: before Python 3.12 it swallows a cancellation that comes as the event is set, and a
                # watchdog that isn't cancelled keeps its call from ending.
                async with asyncio.timeout(max(0.0, due_at_s - loop.time())):
                    await self._wake.wait()
            except TimeoutError:
                if loop.time() >= leaves_at_s:
                    # Words behind a long answer would come when the time is over.
                    with suppress(RuntimeError):
                        self._session.interrupt(force=True)
                    said = phrases(self._context.language).time_is_up
                    await self._last_words(said, may_interrupt=False, within_s=ends_at_s - loop.time())
                    return await self._context.leg.hang_up(EndReason.MAXIMUM_DURATION)
                if await self._is_given_up():
                    return await self._context.leg.hang_up(EndReason.CALLER_SILENT)
                continue
            self._wake.clear()
            if self._context.wants_hang_up:
                if self._is_quiet():
                    return await self._context.leg.hang_up(EndReason.AGENT_HUNG_UP)
                self._wake_when_said()

    async def _is_given_up(self) -> bool:
        """Take the next step with a silent caller; True once leave was taken of them."""
        context, now_s = self._context, asyncio.get_running_loop().time()
        if context.is_held or context.is_transferring or context.is_taken_over:
            self._due_at_s = now_s + context.settings.calls.silence_ask_s
            return False
        if context.holds_on_until_s > now_s:
            self._due_at_s = context.holds_on_until_s
            return False
        said = phrases(context.language)
        self._asked += 1
        # The wait begins anew when the question is out; this is for one that never gets out.
        self._due_at_s = now_s + self._patience_s + LAST_WORDS_S
        match self._asked:
            case 1:
                self._session.say(said.still_there)
            case 2:
                self._session.say(for_example(context.language, context.topics))
            case _:
                await self._last_words(said.goodbye, may_interrupt=True)
                return self._due_at_s is not None
        return False

    async def _last_words(self, text: str, *, may_interrupt: bool, within_s: float = LAST_WORDS_S) -> None:
        handle: SpeechHandle = self._session.say(text, allow_interruptions=may_interrupt)
        try:
            await asyncio.wait_for(handle.wait_for_playout(), within_s)
        except TimeoutError:
            return

    def _is_quiet(self) -> bool:
        """Whether the agent has nothing more to say. Speech that is paused by a sound of the caller isn't over."""
        return self._session.agent_state in ("listening", "idle") and self._session.current_speech is None

    def _wake_when_said(self) -> None:
        """A speech that was paused once ends without a change of the agent's state."""
        if (speech := self._session.current_speech) is not None:
            speech.add_done_callback(lambda _: self._wake.set())

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._due_at_s = None
        elif event.new_state == "away":
            self._due_at_s = asyncio.get_running_loop().time()
        self._wake.set()

    def _on_words(self, _: UserInputTranscribedEvent) -> None:
        # Not at mere sound: a noisy line would be asked for ever.
        self._asked = 0

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        if event.new_state in ("listening", "idle"):
            if self._asked:
                # The caller's time begins when the question is out.
                self._due_at_s = asyncio.get_running_loop().time() + self._patience_s
            self._wake.set()
