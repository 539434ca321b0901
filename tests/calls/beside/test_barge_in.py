"""What the caller says over the agent's speech: listening goes on, wishes stop the agent, and nobody hears the rest."""

from __future__ import annotations

import time

import pytest

from callcenter.calls.beside.barge_in import BREATH_S, LATE_WORDS_S, WORDS_S
from tests.fakes.speech.spoken_call import SpokenCall
from tests.fakes.virtual_time import later, play

LISTENING = {
    "en": ("Mm-hmm.", "Uh-huh.", "Okay.", "Right, right.", "Yeah, I see.", "Mhm, okay."),
    "es": ("Ajá.", "Sí, sí.", "Vale.", "Entiendo."),
    "fr": ("Mm.", "Oui, d'accord.", "Je vois."),
    "de": ("Mhm.", "Ja, genau.", "Alles klar.", "Verstehe."),
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LISTENING for text in LISTENING[language]]
)
def test_listening__over_the_agents_speech__goes_on_and_is_no_turn(language: str, text: str) -> None:
    async def story() -> tuple[bool, bool, bool]:
        call = SpokenCall(language=language, recogniser="deepgram")
        await call.agent_says()
        call.sounds(0.5)
        before = call.loud.is_silent
        is_seen = call.hears(text)
        return before, is_seen, call.loud.is_silent

    assert play(story()) == (True, False, False)


WISHES = (
    "No.",
    "Stop.",
    "Wait.",
    "No wait, I want to talk about my internet.",
    "How much?",
    "Okay but when is it due?",
    "Hello?",
    "That's all.",
    "Yes but that is wrong",
    "four two seven one",
)


@pytest.mark.parametrize("text", WISHES)
def test_wish__over_the_agents_speech__is_seen_by_the_session(text: str) -> None:
    async def story() -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.4)
        return call.hears(text)

    assert play(story())


@pytest.mark.parametrize("text", ["I remember.", "I hope.", "And me.", "M. H. H.", "Not."])
def test_hum__that_the_device_takes_for_words__goes_on(text: str) -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.55)
        return call.hears(text), call.loud.is_silent

    assert play(story()) == (False, False)


def test_same_words__said_at_length_or_heard_by_a_hosted_recogniser__are_a_wish() -> None:
    async def story(seconds: float, recogniser: str) -> bool:
        call = SpokenCall(recogniser=recogniser)
        await call.agent_says()
        call.sounds(seconds)
        return call.hears("I remember.")

    assert play(story(1.2, "local"))
    assert play(story(0.55, "deepgram"))


def test_sentence__whose_beginning_a_busy_machine_told_late__is_no_hum() -> None:
    async def story() -> bool:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(1.2, told_late_s=0.9)
        return call.hears("I remember.")

    assert play(story())


def test_yes__once_the_question_was_heard__answers_it() -> None:
    async def story(text: str) -> bool:
        call = SpokenCall()
        await call.agent_says(text)
        call.now_s = 60.0
        call.sounds(0.4)
        return call.hears("Yes.")

    assert play(story("I'll cancel it. Shall I?"))
    assert not play(story("I'll cancel it for you now."))


@pytest.mark.parametrize("text", ["Honey, turn that down.", "Be quiet, I'm on the phone.", "But that down, please."])
def test_words_to_somebody_else__are_seen_by_nobody(text: str) -> None:
    async def story(over_agent: bool) -> tuple[bool, bool]:
        call = SpokenCall()
        if over_agent:
            await call.agent_says()
        call.sounds(1.2)
        is_seen = call.hears(text)
        await later(BREATH_S)
        return is_seen, call.loud.is_silent

    assert play(story(over_agent=True)) == (False, False)
    assert play(story(over_agent=False))[0] is False


def test_words_to_somebody_else__as_the_agent_was_about_to_speak__it_begins_once_they_are_known() -> None:
    async def story(text: str) -> tuple[bool, bool]:
        call = SpokenCall()
        call.sounds(1.2)
        was_silent = call.loud.is_silent
        call.hears(text)
        return was_silent, call.loud.is_silent

    assert play(story("Honey, turn that down.")) == (True, False)
    assert play(story("I have two questions.")) == (True, True)


@pytest.mark.parametrize(
    ("text", "ago_s", "said", "is_seen"),
    [
        ("I'll pass you to my colleague.", 0.3, "I see.", False),
        ("I'll pass you to my colleague.", 0.3, "Not to him.", True),
        ("I'll pass you to my colleague.", 0.0, "I see.", True),
        ("I'll pass you on. Is that all right?", 0.3, "Okay.", True),
    ],
)
def test_listening__begun_before_the_agents_end__is_no_turn_unless_it_answers(
    text: str, ago_s: float, said: str, is_seen: bool
) -> None:
    async def story() -> bool:
        call = SpokenCall()
        await call.agent_says(text)
        call.agent_finishes()
        call.begins(at_s=time.time() - ago_s)
        return call.hears(said)

    assert play(story()) is is_seen


def test_faint_speech__from_further_away__the_agent_does_not_even_pause() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(1.2, level_dbfs=-40.0)
        was_silent = call.loud.is_silent
        return was_silent, call.hears("and now the weather for tomorrow", level_dbfs=-40.0)

    assert play(story()) == (False, False)


@pytest.mark.parametrize(("level_dbfs", "is_seen"), [(-36.0, False), (-27.0, True)])
def test_speech_over_the_greeting__the_callers_level_unknown__a_full_room_behind_them_does_not_stop_it(
    level_dbfs: float, is_seen: bool
) -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall(has_spoken=False)
        await call.agent_says("Thank you for calling. How can I help you today?")
        call.sounds(1.5, level_dbfs=level_dbfs)
        was_silent = call.loud.is_silent
        return was_silent, call.hears("I don't think I'm going to do that.", level_dbfs=level_dbfs)

    assert play(story()) == (is_seen, is_seen)


def test_cough__no_words_come_of_it__goes_on_as_soon_as_that_is_known() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        await call.agent_says()
        call.sounds(0.4)
        before = call.loud.is_silent
        call.hears_nothing()
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_noise__nobody_says_anything_of_it__goes_on_at_the_deadline() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall(recogniser="deepgram")
        await call.agent_says()
        call.sounds(0.8)
        await later(WORDS_S - 0.05)
        before = call.loud.is_silent
        await later(0.1)
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_late_words__are_waited_for_longer_but_not_for_ever() -> None:
    async def story() -> tuple[bool, bool]:
        call = SpokenCall()
        call.speech.late = True
        await call.agent_says()
        call.sounds(0.8)
        await later(WORDS_S + 0.2)
        before = call.loud.is_silent
        await later(LATE_WORDS_S)
        return before, call.loud.is_silent

    assert play(story()) == (True, False)


def test_first_words__of_a_quiet_caller_in_the_agents_silence__are_heard() -> None:
    async def story() -> bool:
        call = SpokenCall(has_spoken=False)
        call.sounds(0.8, level_dbfs=-48.0)
        return call.hears("No thank you, goodbye.", level_dbfs=-48.0)

    assert play(story())


def test_listening__in_the_agents_silence__is_the_callers_turn() -> None:
    async def story() -> bool:
        call = SpokenCall()
        call.sounds(0.5)
        return call.hears("Mm-hmm.")

    assert play(story())
