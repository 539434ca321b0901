"""Ends calls that nobody ends: a silent caller, a call past its maximum duration, a wish to hang up.

A silent caller is asked once whether they are there, once more in other words with what they can say, and is then
taken leave of. Nobody is asked while they hold us, or have asked us to hold on.

What counts as heard is words in the caller's voice, whether or not the agent gets to see them ("mm hmm" over what it
says), and keys. A sound without words only puts the next step off: a noisy line would be asked for ever. No step is
taken while the caller makes a sound, nor while the recogniser is at work on one.
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
#: Longest wait for the words of a sound that has ended: a hosted recogniser gives none for a noise, ever.
WORDS_S = 10.0
_LOOK_S = 0.5
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
        #: When the latest sound of the caller began (`time.time()`) and ended (loop time).
        self._began_at_s = self._quiet_since_s = 0.0
        #: Whether a sound, words or a key came since leave began to be taken.
        self._is_answered = False
        context.heard = self._on_heard
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
        if self._due_at_s is None or self._due_at_s > now_s:
            # The caller made a sound in the very moment that the step was due.
            return False
        if self._is_elsewhere():
            self._due_at_s = now_s + context.settings.calls.silence_ask_s
            return False
        if context.holds_on_until_s > now_s:
            self._due_at_s = context.holds_on_until_s
            return False
        if self._session.agent_state in ("thinking", "speaking"):
            # The wait begins anew when that is out.
            self._due_at_s = None
            return False
        if self._awaits_words():
            self._due_at_s = now_s + _LOOK_S
            return False
        said = phrases(context.language)
        self._asked += 1
        context.is_asked_if_there = True
        # The wait begins anew when the question is out; this is for one that never gets out.
        self._due_at_s = now_s + self._patience_s + LAST_WORDS_S
        match self._asked:
            case 1:
                self._session.say(said.still_there)
            case 2:
                self._session.say(for_example(context.language, context.topics))
            case _:
                self._is_answered = False
                await self._last_words(said.goodbye, may_interrupt=True)
                return not (self._is_answered or self._is_elsewhere())
        return False

    def _is_elsewhere(self) -> bool:
        """Tell whether the caller's silence isn't towards us: they hold us, or a person has them."""
        return self._context.is_held or self._context.is_transferring or self._context.is_taken_over

    def _awaits_words(self) -> bool:
        """Tell whether the caller's latest sound has ended, and may be words that nobody knows yet."""
        speech, now_s = self._context.speech, asyncio.get_running_loop().time()
        if speech is None or not self._began_at_s or now_s - self._quiet_since_s > WORDS_S:
            return False
        return speech.is_behind(since_s=self._began_at_s)

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
            self._is_answered = True
            self._due_at_s = None
            self._began_at_s = event.created_at
        elif event.new_state == "away":
            self._due_at_s = asyncio.get_running_loop().time()
        elif event.old_state == "speaking":
            self._quiet_since_s = asyncio.get_running_loop().time()
        self._wake.set()

    def _on_words(self, event: UserInputTranscribedEvent) -> None:
        if event.transcript.strip():
            self._on_heard()

    def _on_heard(self) -> None:
        """The caller is there: they are asked anew after the next long silence."""
        self._is_answered = True
        self._context.is_asked_if_there = False
        self._asked = 0
        self._due_at_s = None
        # Whom voice activity missed may be away for the session, which counts no silence then.
        self._session.reset_away_timer()
        self._wake.set()

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        if event.new_state in ("listening", "idle"):
            if self._session.user_state == "away" or (self._asked and self._session.user_state != "speaking"):
                # The caller's time begins when the question is out. Of one who speaks it begins when they have done.
                self._due_at_s = asyncio.get_running_loop().time() + self._patience_s
            self._wake.set()
