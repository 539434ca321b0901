"""When the agent falls silent at a sound over its speech, and when it goes on: by how long that is and its pauses."""

from __future__ import annotations

import time

import pytest

from callcenter.calls.beside.barge_in import BREATH_S, FAINT_DB, HESITATES_S, HUM_S, JUST_BEGUN_S
from callcenter.models.audio.voice_activity import HUSH_S
from callcenter.models.phone_tuning import PHONE
from tests.fakes.speech.spoken_call import SpokenCall, user_state
from tests.fakes.virtual_time import later, play


def test_short_sound__its_words_take_their_time__the_agent_only_hesitates() -> None:
    async def story() -> list[bool]:
        call = SpokenCall()
        await call.agent_says()
        silent = []
        for speech_s in (0.0, 0.36):
            call.is_heard(speech_s)
            silent.append(call.loud.is_silent)
        await later(HESITATES_S - 0.05)
        call.is_heard(0.45, silence_s=HUSH_S)
        silent.append(call.loud.is_silent)
        await later(0.1)
        # The silence goes on: no reason to fall silent again.
        call.is_heard(0.45, silence_s=0.2)
        silent.append(call.loud.is_silent)
        return [*silent, call.hears("Stop.")]

    # And "stop" stops all the same.
    assert play(story()) == [False, True, True, False, True]


def test_short_sound__was_the_first_word_of_more__the_agent_falls_silent_again() -> None:
    async def story() -> list[bool]:
        call = SpokenCall()
        await call.agent_says()
        call.is_heard(0.0)
        call.is_heard(0.4)
        call.is_heard(0.4, silence_s=HUSH_S)
        await later(HESITATES_S + 0.05)
        silent = [call.loud.is_silent]
        call.is_heard(0.6)
        return [*silent, call.loud.is_silent]

    assert play(story()) == [False, True]


def test_sound__still_under_way_after_the_hesitation__the_agent_waits_for_its_words() -> None:
    async def story() -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.is_heard(0.0)
        call.is_heard(0.36)
        await later(HESITATES_S + 0.05)
        return call.loud.is_silent

    assert play(story())


@pytest.mark.parametrize(("breath_s", "is_silent"), [(BREATH_S - 0.1, True), (BREATH_S + 0.1, False)])
def test_listening__more_follows_after_a_breath__the_agent_is_silent_at_its_first_sound(
    breath_s: float, is_silent: bool
) -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.3)
        call.hears("Right.")
        call.begins(after_s=0.3 + breath_s)
        return call.loud.is_silent, call.hears("Both plans.")

    # Nor are the next words a hum, however short they are.
    assert play(story()) == (is_silent, is_silent)


def test_listening__at_length__the_agent_goes_on_when_no_more_follows() -> None:
    async def story() -> list[bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(HUM_S + 0.3)
        call.hears("Great, thank you.")
        silent = [call.loud.is_silent]
        # So much of the breath has gone by when the sound's end is known.
        for seconds in (BREATH_S - PHONE.voice_activity.min_silence_s - 0.05, 0.1):
            await later(seconds)
            silent.append(call.loud.is_silent)
        return silent

    assert play(story()) == [True, True, False]


def test_sound__right_after_the_agents_first__the_caller_was_not_done() -> None:
    async def story(after_s: float) -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.now_s += after_s - 2.0
        call.begins(after_s=0.0)
        return call.loud.is_silent

    assert play(story(JUST_BEGUN_S - 0.1))
    assert not play(story(JUST_BEGUN_S + 0.1))


def test_speech_from_further_away__nothing_of_it_would_count__the_agent_speaks_on_however_long_it_takes() -> None:
    async def story(level_dbfs: float) -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.vad.level_dbfs = level_dbfs
        call.session.emit("user_state_changed", user_state("listening", "speaking", time.time() - 2.0))
        call.is_heard(2.0, level_dbfs=level_dbfs)
        return call.loud.is_silent

    assert not play(story(-25.0 - FAINT_DB - 1.0))
    # A caller who has only turned away.
    assert play(story(-25.0 - FAINT_DB + 0.5))
