"""What the caller has heard: an interrupted utterance's words end where its sound was cut."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT
from livekit.agents.voice import io

from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.models.local.clauses import timed_words
from callcenter.telephony.agent_voice import BYTES_A_SECOND
from callcenter.telephony.embedded.calls import audio_io
from callcenter.telephony.embedded.calls.audio_io import SipAudioOutput
from tests.fakes.waiting import others
from tests.telephony.embedded.calls.test_audio_output import FakeWire, frame, play

SENTENCE = "Your balance is forty dollars."


@pytest.fixture(autouse=True)
def _no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake empties its buffer at once."""
    monkeypatch.setattr(audio_io, "SETTLE_S", 0.0)


class Line:
    """A voice on a SIP leg whose wire the test drains, with what the caller heard of each utterance."""

    def __init__(self) -> None:
        self.wire = FakeWire()
        self.leg = SipAudioOutput(self.wire)
        self.now_s = 0.0
        self.heard = HeardSpeech(self.leg, monotonic=lambda: self.now_s)
        self.ends: list[io.PlaybackFinishedEvent] = []
        self.heard.on("playback_finished", self.ends.append)

    async def say(self, text: str, seconds: float, words: Sequence[Any] = ()) -> None:
        """Hand over an utterance, its words first, as a session does."""
        await self.heard.text.capture_text(text)
        self.heard.text.flush()
        sound = frame(seconds)
        sound.userdata[USERDATA_TIMED_TRANSCRIPT] = list(words)
        await self.heard.capture_frame(sound)
        self.heard.flush()

    async def pass_s(self, seconds: float) -> None:
        self.now_s += seconds
        await play(self.leg, self.wire, seconds)


def timed(text: str, seconds: float) -> list[Any]:
    return list(timed_words(text, starts_s=0.0, lasts_s=seconds))


async def test_interruption__words_with_times__the_text_ends_with_the_last_word_that_was_heard() -> None:
    line = Line()
    words = timed(SENTENCE, 2.0)
    await line.say(SENTENCE, 2.0, words)
    await line.pass_s(words[2].end_time + 0.05)
    line.heard.clear_buffer()

    assert [(end.synchronized_transcript, end.interrupted) for end in line.ends] == [("Your balance is", True)]


async def test_interruption__before_the_first_word_is_out__nothing_was_heard() -> None:
    line = Line()
    await line.say(SENTENCE, 2.0, timed(SENTENCE, 2.0))
    await line.pass_s(0.1)
    line.heard.clear_buffer()

    assert line.ends[0].synchronized_transcript == ""


async def test_interruption__voice_without_times__the_text_is_cut_by_the_length_of_its_sound() -> None:
    line = Line()
    await line.say("one two three four five six seven eight nine ten", 5.0)
    await line.pass_s(2.5)
    line.heard.clear_buffer()

    assert line.ends[0].synchronized_transcript == "one two three four five"


async def test_utterance__heard_to_its_end__is_left_as_the_session_has_it() -> None:
    line = Line()
    await line.say(SENTENCE, 1.0, timed(SENTENCE, 1.0))
    await line.pass_s(1.2)

    assert [(end.synchronized_transcript, end.interrupted) for end in line.ends] == [(None, False)]


async def test_utterance__after_an_interrupted_one__is_reckoned_by_its_own_words() -> None:
    line = Line()
    await line.say("Never heard at all.", 2.0, timed("Never heard at all.", 2.0))
    line.heard.clear_buffer()
    await line.say(SENTENCE, 2.0, timed(SENTENCE, 2.0))
    await line.pass_s(1.0)
    line.heard.clear_buffer()

    assert line.ends[1].synchronized_transcript == "Your balance is"


async def test_utterance__whose_sound_never_came__lends_no_words_to_the_next() -> None:
    line = Line()
    await line.heard.text.capture_text("Thrown away before it was spoken.")
    line.heard.text.flush()
    await line.say(SENTENCE, 2.0, timed(SENTENCE, 2.0))
    await line.pass_s(1.0)
    line.heard.clear_buffer()

    assert line.ends[0].synchronized_transcript == "Your balance is"


async def test_pause__in_mid_sentence__time_stands_still_for_what_was_heard() -> None:
    line = Line()
    await line.say(SENTENCE, 2.0, timed(SENTENCE, 2.0))
    await line.pass_s(1.0)
    line.heard.pause()
    await line.pass_s(5.0)
    while_paused = line.heard.heard_so_far()
    line.heard.resume()
    await line.pass_s(1.2)

    assert while_paused == "Your balance is"
    assert [(end.playback_position, end.interrupted) for end in line.ends] == [(2.0, False)]
    assert len(line.wire.sent) == 2 * BYTES_A_SECOND


async def test_pause__found_too_early__the_agent_speaks_on() -> None:
    line = Line()
    line.heard.may_pause = lambda: False
    await line.say(SENTENCE, 1.0)
    await line.pass_s(0.2)
    line.heard.pause()
    await line.pass_s(1.0)

    assert not line.heard.is_paused
    assert [end.interrupted for end in line.ends] == [False]


async def test_leg__gone_while_the_agent_speaks__releases_whoever_waits() -> None:
    line = Line()
    await line.say(SENTENCE, 2.0, timed(SENTENCE, 2.0))
    waiting = asyncio.create_task(line.heard.wait_for_playout())
    await others()
    line.leg.close()

    assert (await asyncio.wait_for(waiting, 60)).interrupted


def test_timed_words__a_sum_in_figures__takes_the_time_of_its_words() -> None:
    words = timed("You owe $41.12 today.", 4.0)

    assert [word.strip() for word in words] == ["You", "owe", "$41.12", "today."]
    assert words[-1].end_time == pytest.approx(4.0)
    assert words[2].end_time - words[2].start_time > 2.0
