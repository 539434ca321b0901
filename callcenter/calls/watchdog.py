"""Ends calls that nobody ends: a silent caller, a call past its maximum duration, a wish to hang up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from livekit.agents import AgentSession
from livekit.agents.voice.events import AgentStateChangedEvent, UserStateChangedEvent

from callcenter.calls.context import CallContext
from callcenter.calls.phrases import phrases

#: Longest wait for the last words to be heard before hanging up.
LAST_WORDS_S = 15.0


class Watchdog:
    """Watches one call. `run` returns when it has hung up; cancel it when the leg ends first."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext) -> None:
        self._session = session
        self._context = context
        self._wake = asyncio.Event()
        self._is_away = False
        session.on("user_state_changed", self._on_user_state)
        session.on("agent_state_changed", self._on_agent_state)

    async def run(self) -> None:
        """Wait for a reason to end the call and hang up with it."""
        settings = self._context.settings.calls
        maximum_s = self._context.call.max_duration_s or self._context.settings.sip.max_duration_s
        deadline = asyncio.get_running_loop().time() + maximum_s
        while True:
            remaining = deadline - asyncio.get_running_loop().time()
            try:
                # Not wait_for: before Python 3.12 it swallows a cancellation that comes as the event is set, and a
                # watchdog that isn't cancelled keeps its call from ending.
                async with asyncio.timeout(max(0.0, remaining)):
                    await self._wake.wait()
            except TimeoutError:
                time_is_up = phrases(self._context.language).time_is_up
                await self._last_words(self._session.say(time_is_up, allow_interruptions=False).wait_for_playout())
                return await self._context.leg.hang_up("maximum-duration")
            self._wake.clear()
            if self._context.wants_hang_up and self._session.agent_state in ("listening", "idle"):
                return await self._context.leg.hang_up("agent-hung-up")
            if (
                self._is_away
                and not self._context.is_held
                and not await self._comes_back(settings.silence_end_s - settings.silence_ask_s)
            ):
                return await self._context.leg.hang_up("caller-silent")

    async def _comes_back(self, patience_s: float) -> bool:
        """Ask whether the caller is there; False where nothing is heard in time."""
        self._session.say(phrases(self._context.language).still_there)
        until = asyncio.get_running_loop().time() + max(patience_s, 1.0)
        while self._is_away:
            remaining = until - asyncio.get_running_loop().time()
            if remaining <= 0:
                return False
            try:
                async with asyncio.timeout(remaining):
                    await self._wake.wait()
            except TimeoutError:
                return self._context.is_held
            self._wake.clear()
        return True

    async def _last_words(self, playout: Awaitable[None]) -> None:
        try:
            await asyncio.wait_for(playout, LAST_WORDS_S)
        except TimeoutError:
            return

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._is_away = False
            self._wake.set()
        elif event.new_state == "away":
            self._is_away = True
            self._wake.set()

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        if event.new_state in ("listening", "idle"):
            self._wake.set()
