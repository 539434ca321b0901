"""A fake session under a real watchdog: who is silent, who speaks and what is said, by hand or by livekit's rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from livekit import rtc
from livekit.agents import AgentStateChangedEvent, UserInputTranscribedEvent, UserStateChangedEvent

from callcenter.calls.beside.watchdog import Watchdog
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.settings import CallSettings, Settings

TOPICS = ("your balance", "a late fee", "a refund")
#: How long each of the agent's sentences lasts.
SPEECH_S = 2.0
#: Silence after which a caller is away.
ASK_S = 12


class Speech:
    """What an agent is saying."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self._listeners: list[Callable[[Any], None]] = []

    def add_done_callback(self, listener: Callable[[Any], None]) -> None:
        self._listeners.append(listener)

    async def wait_for_playout(self) -> None:
        await self.ended.wait()

    def end(self) -> None:
        self.ended.set()
        for listener in self._listeners:
            listener(self)


class Session(rtc.EventEmitter[str]):
    """What of a session a watchdog uses.

    `counts_silence`: who is away goes by livekit's rule, and not by the story alone.
    """

    def __init__(self, *, counts_silence: bool = False) -> None:
        super().__init__()
        self.agent_state = "listening"
        self.user_state = "listening"
        self._end: asyncio.TimerHandle | None = None
        self._ends_at_s = self._left_s = 0.0
        self._away: asyncio.TimerHandle | None = None
        self.current_speech: Speech | None = None
        self.said: list[tuple[float, str]] = []
        self.interrupted_at_s: list[float] = []
        self.speech_s = SPEECH_S
        self.counts_silence = counts_silence

    def say(self, text: str, *, allow_interruptions: bool = True) -> Speech:
        loop = asyncio.get_running_loop()
        self.said.append((loop.time(), text))
        speech = self.current_speech = Speech()
        self.agent("speaking")
        self._ends_at_s = loop.time() + self.speech_s
        self._end = loop.call_later(self.speech_s, self.finish, speech)
        return speech

    def pause(self) -> None:
        """Fall silent in the midst of it, as at a sound of the caller."""
        if self._end is not None and self.current_speech is not None and self.agent_state == "speaking":
            self._end.cancel()
            self._left_s = self._ends_at_s - asyncio.get_running_loop().time()
            self.agent("listening")

    def resume(self) -> None:
        """Go on where the agent fell silent."""
        if self._left_s and self.current_speech is not None:
            self.agent("speaking")
            self._end = asyncio.get_running_loop().call_later(self._left_s, self.finish, self.current_speech)
            self._left_s = 0.0

    def cut(self) -> None:
        """Break off what is being said, as the caller's words do."""
        if (speech := self.current_speech) is not None:
            self._left_s = 0.0
            self.finish(speech)

    def interrupt(self, *, force: bool) -> None:
        self.interrupted_at_s.append(asyncio.get_running_loop().time())

    def finish(self, speech: Speech) -> None:
        if speech.ended.is_set():
            return
        self.current_speech = None
        self.agent("listening")
        speech.end()

    def agent(self, state: Any) -> None:
        before, self.agent_state = self.agent_state, state
        self._count_silence()
        self.emit("agent_state_changed", AgentStateChangedEvent(old_state=before, new_state=state))  # type: ignore[arg-type]

    def user(self, state: Any) -> None:
        if state == self.user_state:
            return
        before, self.user_state = self.user_state, state
        self._count_silence()
        self.emit("user_state_changed", UserStateChangedEvent(old_state=before, new_state=state))  # type: ignore[arg-type]

    def words(self, text: str) -> None:
        self.reset_away_timer()
        self.emit("user_input_transcribed", UserInputTranscribedEvent(transcript=text, is_final=True))

    def reset_away_timer(self) -> None:
        if self.user_state == "away":
            self.user("listening")
        else:
            self._count_silence()

    def _count_silence(self) -> None:
        if self._away is not None:
            self._away.cancel()
            self._away = None
        if self.counts_silence and self.user_state == self.agent_state == "listening":
            self._away = asyncio.get_running_loop().call_later(ASK_S, self.user, "away")

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.said]


class Story:
    """A call of a fake session under a real watchdog. `settings`: asked after 12 s, ended after 30 s of silence."""

    def __init__(self, *, maximum_s: int = 3600, counts_silence: bool = False) -> None:
        self.session: Any = Session(counts_silence=counts_silence)
        self.leg = TextLeg()
        anything: Any = None
        self.context = CallContext(
            call=Call(
                call_id="c",
                started_at=datetime.now(UTC),
                caller_number="",
                dialled_number="",
                max_duration_s=maximum_s,
            ),
            leg=self.leg,
            pool=anything,
            settings=Settings(calls=CallSettings(silence_ask_s=ASK_S, silence_end_s=30, hold_on_s=60)),
            record=lambda fact: None,
            topics=TOPICS,
        )
        self.watching = asyncio.create_task(Watchdog(self.session, self.context).run())

    async def over(self, *, within_s: float) -> str:
        """Return the reason for which the call was ended within a time; '' where it goes on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                return (await asyncio.shield(self.leg.ended)).reason
        return ""

    async def leave(self) -> None:
        self.watching.cancel()
        await asyncio.wait({self.watching})
