"""The watchdog's duties in virtual time: silent callers, the maximum duration, and letting go of its call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import AgentStateChangedEvent, UserInputTranscribedEvent, UserStateChangedEvent

from callcenter.calls.beside.watchdog import Watchdog
from callcenter.calls.context import CallContext
from callcenter.calls.phrases import PHRASES, for_example
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.settings import CallSettings, Settings
from tests.fakes.virtual_time import later, play
from tests.fakes.waiting import others

EN = PHRASES["en"]
TOPICS = ("your balance", "a late fee", "a refund")
#: How long each of the agent's sentences lasts.
SPEECH_S = 2.0


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
    """What of a session a watchdog uses."""

    def __init__(self) -> None:
        super().__init__()
        self.agent_state = "listening"
        self.current_speech: Speech | None = None
        self.said: list[tuple[float, str]] = []
        self.interrupted_at_s: list[float] = []
        self.speech_s = SPEECH_S

    def say(self, text: str, *, allow_interruptions: bool = True) -> Speech:
        loop = asyncio.get_running_loop()
        self.said.append((loop.time(), text))
        speech = self.current_speech = Speech()
        self.agent("speaking")
        loop.call_later(self.speech_s, self.finish, speech)
        return speech

    def interrupt(self, *, force: bool) -> None:
        self.interrupted_at_s.append(asyncio.get_running_loop().time())

    def finish(self, speech: Speech) -> None:
        self.current_speech = None
        self.agent("listening")
        speech.end()

    def agent(self, state: Any) -> None:
        before, self.agent_state = self.agent_state, state
        self.emit("agent_state_changed", AgentStateChangedEvent(old_state=before, new_state=state))  # type: ignore[arg-type]

    def user(self, state: Any, before: Any = "listening") -> None:
        self.emit("user_state_changed", UserStateChangedEvent(old_state=before, new_state=state))

    def words(self, text: str) -> None:
        self.emit("user_input_transcribed", UserInputTranscribedEvent(transcript=text, is_final=True))

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.said]


class Story:
    """A call of a fake session under a real watchdog. `settings`: asked after 12 s, ended after 30 s of silence."""

    def __init__(self, *, maximum_s: int = 3600) -> None:
        self.session: Any = Session()
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
            settings=Settings(calls=CallSettings(silence_ask_s=12, silence_end_s=30, hold_on_s=60)),
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


def test_silent_caller__is_asked_twice_in_other_words_and_taken_leave_of() -> None:
    async def story() -> tuple[list[str], str, float]:
        call = Story()
        await others()
        call.session.user("away")
        reason = await call.over(within_s=120)
        return call.session.texts, reason, asyncio.get_running_loop().time()

    said, reason, lasted_s = play(story())

    assert said == [EN.still_there, for_example("en", TOPICS), EN.goodbye]
    assert "your balance, a late fee" in said[1]
    assert reason == "caller-silent"
    # Two waits of 9 s, each from the question's end, and three sentences.
    assert lasted_s == pytest.approx(2 * 9 + 3 * SPEECH_S)


def test_silent_caller__says_something_when_asked__is_not_asked_on() -> None:
    async def story() -> tuple[list[str], str]:
        call = Story()
        await others()
        call.session.user("away")
        await later(5)
        call.session.user("speaking", "away")
        call.session.words("yes I am here")
        call.session.user("listening", "speaking")
        reason = await call.over(within_s=300)
        await call.leave()
        return call.session.texts, reason

    assert play(story()) == ([EN.still_there], "")


def test_silent_caller__only_noise_comes_when_asked__is_asked_on_and_taken_leave_of() -> None:
    async def story() -> tuple[list[str], str]:
        call = Story()
        await others()
        for _ in range(3):
            call.session.user("away")
            await later(5)
            call.session.user("speaking", "away")
            call.session.user("listening", "speaking")
            await later(12)
        return call.session.texts, await call.over(within_s=60)

    said, reason = play(story())

    assert said == [EN.still_there, for_example("en", TOPICS), EN.goodbye]
    assert reason == "caller-silent"


def test_silent_caller__holds_us__is_not_asked_until_they_are_back() -> None:
    async def story() -> tuple[list[str], list[str]]:
        call = Story()
        await others()
        call.context.is_held = True
        call.session.user("away")
        await later(305)
        while_held = call.session.texts
        call.context.is_held = False
        await later(8)
        await call.leave()
        return while_held, call.session.texts

    assert play(story()) == ([], [EN.still_there])


def test_silent_caller__asked_to_hold_on__is_waited_for_as_long_as_set() -> None:
    async def story() -> tuple[list[tuple[float, str]], str]:
        call = Story()
        await others()
        call.context.holds_on_until_s = 60
        await later(12)
        call.session.user("away")
        reason = await call.over(within_s=120)
        return call.session.said, reason

    said, reason = play(story())

    assert said[0] == (60.0, EN.still_there)
    assert reason == "caller-silent"


def test_maximum_duration__caller_talks_on__is_told_and_hung_up() -> None:
    async def story() -> tuple[list[tuple[float, str]], str]:
        call = Story(maximum_s=100)
        return call.session.said, await call.over(within_s=200)

    assert play(story()) == ([(94.0, EN.time_is_up)], "maximum-duration")


def test_maximum_duration__comes_in_a_long_answer__breaks_it_off_and_ends_the_call_on_time() -> None:
    async def story() -> tuple[list[float], str, float]:
        call = Story(maximum_s=25)
        call.session.speech_s = 30.0
        await later(10)
        call.session.say("A very long answer.")
        reason = await call.over(within_s=200)
        return call.session.interrupted_at_s, reason, asyncio.get_running_loop().time()

    assert play(story()) == ([19.0], "maximum-duration", 25.0)


def test_maximum_duration__comes_while_a_silent_caller_is_waited_for__ends_the_call_all_the_same() -> None:
    async def story() -> tuple[list[tuple[float, str]], str]:
        call = Story(maximum_s=20)
        await later(12)
        call.session.user("away")
        return call.session.said, await call.over(within_s=200)

    assert play(story()) == ([(12.0, EN.still_there), (15.0, EN.time_is_up)], "maximum-duration")


def test_goodbye__paused_by_a_sound_of_the_caller__is_said_to_its_end_before_the_line_is_closed() -> None:
    async def story() -> tuple[str, str]:
        call = Story()
        await others()
        speech = call.session.say("Thank you for calling. Goodbye.")
        call.context.wants_hang_up = True
        call.session.agent("listening")
        while_paused = await call.over(within_s=SPEECH_S / 2)
        call.session.current_speech = None
        speech.end()
        return while_paused, await call.over(within_s=5)

    assert play(story()) == ("", "agent-hung-up")


@pytest.mark.parametrize("ticks", [0, 1, 2, 3])
def test_watchdog__cancelled_as_the_agent_falls_silent__ends(ticks: int) -> None:
    async def story() -> set[asyncio.Task[None]]:
        call = Story()
        await others()
        call.session.agent("listening")
        await others(ticks)
        call.watching.cancel()
        done, _ = await asyncio.wait({call.watching}, timeout=60)
        return done

    assert play(story())
