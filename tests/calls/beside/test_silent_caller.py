"""Every order in which a caller's sound, its words and a silent caller's questions can come: who is heard stays."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from callcenter.calls.beside.barge_in import FAINT_IN_SILENCE_DB
from callcenter.calls.phrases import PHRASES, for_example
from tests.fakes.speech.call_speech import WrittenCallSpeech
from tests.fakes.speech.spoken_call import SpokenCall
from tests.fakes.speech.watched_call import ASK_S, SPEECH_S, TOPICS, Session, Story
from tests.fakes.virtual_time import later, play
from tests.fakes.waiting import others

EN = PHRASES["en"]
STEPS = (EN.still_there, for_example("en", TOPICS), EN.goodbye)
#: After so long over the agent's speech livekit has it fall silent, and after so long without words go on.
PAUSE_S, RESUME_S = 0.35, 1.0
#: Nobody who was heard may be hung up on sooner: they are asked anew, twice.
PATIENCE_S = ASK_S + 2 * 9


@dataclass(frozen=True)
class Sound:
    """What the caller does. Seconds from the beginning of a step's sentence, and from the sound's end to its words."""

    step: int
    begins_s: float
    lasts_s: float
    words_s: float
    #: Whether the session sees the words: "mm hmm" over the agent's speech is kept from it.
    is_seen: bool


SOUNDS = [
    Sound(step, begins_s, lasts_s, words_s, is_seen)
    for step, begins_s, lasts_s, words_s, is_seen in itertools.product(
        range(3),
        # Well before, in the moment that the step is due, during, at the end of the sentence, and after it.
        (-0.5, -0.01, 0.0, 0.01, 1.0, SPEECH_S - 0.01, SPEECH_S, SPEECH_S + 0.01, SPEECH_S + 5),
        # A syllable, a sentence, and one longer than all patience.
        (0.2, 2.0, 45.0),
        # At once, over a slow wire, and on a machine at its end.
        (0.0, 1.0, 9.0),
        (True, False),
    )
    # Words after the line was closed are nobody's.
    if not (step == 2 and begins_s >= SPEECH_S)
]


def _step_at_s(step: int) -> float:
    """Return when a step's sentence begins if the caller is silent."""
    return ASK_S + step * (9 + SPEECH_S)


class Line:
    """Plays a caller's sound by livekit's rules: an agent spoken over is paused, and goes on if nothing was said."""

    def __init__(self, call: Story, sound: Sound) -> None:
        self._call = call
        self._session: Session = call.session
        self._sound = sound
        self._paused: Any = None

    async def play(self) -> None:
        sound, session = self._sound, self._session
        await later(_step_at_s(sound.step) + sound.begins_s)
        session.user("speaking")
        if sound.lasts_s > PAUSE_S:
            await later(PAUSE_S)
            if session.current_speech is not None:
                self._paused = session.current_speech
                session.pause()
        await later(sound.lasts_s - (PAUSE_S if sound.lasts_s > PAUSE_S else 0))
        speech = self._call.context.speech
        assert isinstance(speech, WrittenCallSpeech)
        speech.late = True
        session.user("listening")
        await later(min(sound.words_s, RESUME_S))
        if sound.words_s >= RESUME_S:
            session.resume()
            await later(sound.words_s - RESUME_S)
        speech.late = False
        if sound.is_seen:
            session.cut()
            session.words("I want to know my balance")
        else:
            session.resume()
            self._call.context.heard()


@pytest.mark.parametrize("step", range(3))
def test_caller__whose_voice_is_heard_in_any_order__is_not_hung_up_on_as_silent(step: int) -> None:
    async def story(sound: Sound) -> tuple[str, float, list[str]]:
        call = Story(counts_silence=True)
        call.context.speech = WrittenCallSpeech()
        await others()
        call.session.agent("speaking")
        call.session.agent("listening")
        line = asyncio.create_task(Line(call, sound).play())
        reason = await call.over(within_s=600)
        line.cancel()
        await call.leave()
        return reason, asyncio.get_running_loop().time(), call.session.texts

    lost = []
    for sound in (sound for sound in SOUNDS if sound.step == step):
        reason, ended_s, said = play(story(sound))
        heard_s = _step_at_s(sound.step) + sound.begins_s + sound.lasts_s + sound.words_s
        # Heard, they are asked anew from the first question, after the whole patience.
        if reason != "caller-silent" or ended_s < heard_s + PATIENCE_S or said[-3:] != list(STEPS):
            lost.append((sound, reason, ended_s - heard_s, said))
    assert lost == []


def test_keys__pressed_while_leave_is_taken__the_caller_is_there() -> None:
    async def story() -> str:
        call = Story(counts_silence=True)
        await others()
        call.session.agent("speaking")
        call.session.agent("listening")
        await later(_step_at_s(2) + 1.0)
        call.context.heard()
        reason = await call.over(within_s=ASK_S)
        await call.leave()
        return reason

    assert play(story()) == ""


def test_person__has_taken_over_while_leave_is_taken__their_call_goes_on() -> None:
    async def story() -> str:
        call = Story(counts_silence=True)
        await others()
        call.session.agent("speaking")
        call.session.agent("listening")
        await later(_step_at_s(2) + 1.0)
        call.context.is_taken_over = True
        reason = await call.over(within_s=300)
        await call.leave()
        return reason

    assert play(story()) == ""


def test_recogniser__never_done_with_a_noise__keeps_nobody_for_ever() -> None:
    async def story() -> str:
        call = Story(counts_silence=True)
        speech = call.context.speech = WrittenCallSpeech()
        speech.late = True
        await others()
        call.session.user("speaking")
        call.session.user("listening")
        return await call.over(within_s=120)

    assert play(story()) == "caller-silent"


@pytest.mark.parametrize("text", ["Yes.", "Mm-hmm.", "I am here."])
def test_answer__over_the_question_whether_they_are_there__is_seen_by_the_session(text: str) -> None:
    async def story(is_asked: bool) -> tuple[bool, list[str]]:
        call = SpokenCall()
        heard: list[str] = []
        call.context.heard = lambda: heard.append(text)
        call.context.is_asked_if_there = is_asked
        await call.agent_says(STEPS[1])
        call.sounds(0.5)
        return call.hears(text), heard

    assert play(story(is_asked=True)) == (True, [])
    # At any other time it is none, and shows all the same that they are there.
    assert play(story(is_asked=False)) == (False, [text])


def test_voice_from_further_away__is_not_the_callers() -> None:
    async def story(is_asked: bool) -> tuple[bool, list[str]]:
        call = SpokenCall()
        heard: list[str] = []
        call.context.heard = lambda: heard.append("heard")
        call.context.is_asked_if_there = is_asked
        await call.agent_says(STEPS[1])
        faint_dbfs = -25.0 - FAINT_IN_SILENCE_DB - 1
        call.sounds(1.2, level_dbfs=faint_dbfs)
        return call.hears("and now the weather for tomorrow", level_dbfs=faint_dbfs), heard

    assert play(story(is_asked=True)) == (False, [])
    assert play(story(is_asked=False)) == (False, [])
