"""The watchdog's duties in virtual time: silent callers, the maximum duration, and letting go of its call."""

from __future__ import annotations

import asyncio

import pytest

from callcenter.calls.phrases import PHRASES, for_example
from tests.fakes.speech.watched_call import SPEECH_S, TOPICS, Story
from tests.fakes.virtual_time import later, play
from tests.fakes.waiting import others

EN = PHRASES["en"]


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
        call.session.user("speaking")
        call.session.words("yes I am here")
        call.session.user("listening")
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
            call.session.user("speaking")
            call.session.user("listening")
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
