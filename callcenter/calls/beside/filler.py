"""A word from the agent when an answer takes long: a model has failed, the next one is at it, or a tool is slow.

It goes straight to the leg as sound made ahead: models that fail can't say that they fail, and a session says one thing
after the other.
"""

from __future__ import annotations

import asyncio
import time

from livekit.agents import AgentSession
from livekit.agents.voice.events import AgentStateChangedEvent, UserStateChangedEvent

from callcenter.calls.context import CallContext
from callcenter.calls.phrases import phrases
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import TurnTaken
from callcenter.log import logger
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds an answer gets once it is begun on, however long the caller has waited for their own turn to end.
GRACE_S = 1.0
#: What the detector's idea of where words ended may differ by.
_DETECTION_S = 0.5


class Filler:
    """Watches one call's silences. `run` never returns; cancel it with the call.

    Args:
        session: The call's session, before it starts.
        context: The call; without speech models on it nothing is said.
        after_s: Seconds of silence after which a word is said.
    """

    def __init__(self, session: AgentSession[CallContext], context: CallContext, *, after_s: float) -> None:
        self._session = session
        self._context = context
        self._after_s = after_s
        #: When either party was last heard, and when a word is due (loop time); None while nobody waits for us.
        self._quiet_since_s = 0.0
        self._due_at_s: float | None = None
        self._said = 0
        self._changed = asyncio.Event()
        self._prepared: object = None
        self._preparing: asyncio.Task[None] | None = None
        session.on("user_state_changed", self._on_user_state)
        session.on("agent_state_changed", self._on_agent_state)

    async def run(self) -> None:
        """Say a word whenever the caller has waited for too long."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._changed.clear()
                due_at_s = self._due_at_s
                left_s = None if due_at_s is None else max(0.0, due_at_s - loop.time())
                try:
                    async with asyncio.timeout(left_s):
                        await self._changed.wait()
                except TimeoutError:
                    await self._speak()
        finally:
            if self._preparing is not None:
                await cancel(self._preparing)

    async def _speak(self) -> None:
        """Say the next phrase, if the caller still waits for us; another is due when they go on waiting."""
        context, due_at_s = self._context, self._due_at_s
        if not self._is_awaited():
            self._due_at_s = None
            return
        texts = phrases(context.language).one_moment
        text = texts[1 + (self._said - 1) % (len(texts) - 1)] if self._said else texts[0]
        pcm = await context.phrase(text)
        if self._due_at_s != due_at_s:
            return
        lasts_s = context.leg.interject(pcm) if pcm else 0.0
        self._quiet_since_s = asyncio.get_running_loop().time() + lasts_s
        self._due_at_s = self._quiet_since_s + self._after_s
        if not lasts_s:
            return
        self._said += 1
        log.info("filler_said", number=self._said)
        at_ms = context.elapsed_ms()
        turn = Turn(
            speaker=Speaker.AGENT,
            text=text,
            started_ms=at_ms,
            ended_ms=at_ms + round(lasts_s * 1000),
            agent=context.agent,
        )
        context.record(TurnTaken(turn=turn))

    def _is_awaited(self) -> bool:
        """Tell whether the caller waits for us: for an answer, or because their words aren't understood yet."""
        context = self._context
        is_ours = not (context.is_held or context.is_transferring or context.is_taken_over)
        if not is_ours or context.leg.ended.done():
            return False
        if self._session.agent_state == "thinking":
            return True
        since_s = time.time() - (asyncio.get_running_loop().time() - self._quiet_since_s)
        return context.speech is not None and context.speech.is_behind(since_s=since_s - _DETECTION_S)

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._wait(None)
        elif event.old_state == "speaking":
            # The event has the time of the last word.
            self._quiet_since_s = asyncio.get_running_loop().time() - max(0.0, time.time() - event.created_at)
            self._wait(self._quiet_since_s + self._after_s)

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        now_s = asyncio.get_running_loop().time()
        if event.old_state == "speaking":
            self._quiet_since_s = now_s
        if event.new_state == "speaking":
            self._said = 0
            self._wait(None)
            self._prepare()
        elif event.new_state == "thinking" and self._due_at_s is None and self._session.user_state != "speaking":
            self._wait(max(self._quiet_since_s + self._after_s, now_s + GRACE_S))

    def _wait(self, due_at_s: float | None) -> None:
        self._due_at_s = due_at_s
        self._changed.set()

    def _prepare(self) -> None:
        """Have the phrases ready before they are needed, in the voice the caller hears now."""
        context = self._context
        manner = (context.language, context.choice, context.voice)
        if manner == self._prepared or (self._preparing is not None and not self._preparing.done()):
            return
        self._prepared = manner

        async def prepare() -> None:
            for text in phrases(context.language).one_moment:
                await context.phrase(text)

        self._preparing = asyncio.create_task(prepare(), name="filler-phrases")
