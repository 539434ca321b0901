"""Sound that comes late, or never: a busy machine cuts no word in two, and what is missing of an answer is known."""

from __future__ import annotations

import asyncio
import time

import numpy as np
import pytest

from callcenter.models.audio.call_vad import CallVad
from callcenter.models.audio.front_end import FrontEnd
from callcenter.models.audio.resampler import Samples
from callcenter.models.audio.voice_activity import Activity, ActivityKind
from callcenter.models.phone_tuning import PHONE
from tests.fakes.virtual_time import play

TICK_S = 0.04
SPEECH, QUIET = 3000, 20


class ByLoudness:
    """A model that takes whatever is loud for speech."""

    def predict(self, pcm: Samples) -> float:
        return 0.9 if np.abs(pcm.astype(int)).mean() > SPEECH / 2 else 0.0


class Line:
    """A call's front end whose line is looked at every 40 ms, in time that the test makes go by."""

    def __init__(self, *, is_looked_at: bool = True) -> None:
        self.now_s = 100.0
        self.found: list[Activity] = []
        self._is_looked_at = is_looked_at
        loop = asyncio.new_event_loop()
        loop.close()
        self._front_end = FrontEnd(8000, ByLoudness(), None, PHONE.voice_activity, loop, monotonic=lambda: self.now_s)

    def comes(self, level: int, seconds: float) -> None:
        """Sound comes, as it was sent."""
        for _ in range(round(seconds / TICK_S)):
            self.now_s += TICK_S
            self._take(level, TICK_S)

    def comes_late(self, level: int, seconds: float) -> None:
        """Sound that was due before comes at once."""
        self.now_s += TICK_S
        self._take(level, seconds + TICK_S)

    def brings_nothing(self, seconds: float) -> None:
        """The line is looked at, and nothing has come."""
        for _ in range(round(seconds / TICK_S)):
            self.now_s += TICK_S
            if self._is_looked_at:
                self._front_end.push(b"")
            self._hear()

    def stands_still(self, seconds: float) -> None:
        """The machine does nothing, and then listens before it looks at the line."""
        self.now_s += seconds
        self._hear()

    def segments(self) -> list[Activity]:
        """Return what a recogniser was given."""
        return [one for one in self.found if one.segment is not None]

    def _take(self, level: int, seconds: float) -> None:
        wave = np.where(np.arange(round(8000 * seconds)) % 20 < 10, level, -level)
        self._front_end.push(wave.astype(np.int16).tobytes())
        self._hear()

    def _hear(self) -> None:
        heard = self._front_end.process()
        self.found += heard.activities if heard is not None else []


@pytest.fixture
def line() -> Line:
    made = Line()
    made.brings_nothing(TICK_S)
    made.comes(QUIET, 2.4)
    return made


def test_word__while_a_busy_machine_looks_late__is_not_cut_in_two(line: Line) -> None:
    line.comes(SPEECH, 0.4)
    line.stands_still(0.6)
    line.comes_late(SPEECH, 0.6)
    line.comes(QUIET, 0.6)

    (segment,) = line.segments()
    assert segment.speech_s > 0.9
    assert segment.lost_s == 0.0


@pytest.mark.parametrize("seconds", [0.12, 0.16])
def test_word__packets_that_were_only_late__nothing_is_missing(line: Line, seconds: float) -> None:
    line.comes(SPEECH, 0.4)
    line.brings_nothing(seconds)
    line.comes_late(SPEECH, seconds)
    line.comes(QUIET, 0.6)

    assert [one.lost_s for one in line.segments()] == [0.0]


def test_word__breaks_off_and_its_rest_comes_later__something_is_missing_of_both(line: Line) -> None:
    line.comes(SPEECH, 0.4)
    line.brings_nothing(0.6)
    line.comes_late(SPEECH, 0.6)
    line.comes(QUIET, 0.6)

    first, second = line.segments()
    assert first.lost_s > 0.15
    assert second.lost_s > 0.15


@pytest.mark.parametrize("packets", [5, 8, 20])
def test_word__without_packets_in_its_middle_at_its_end_or_before_it__something_is_missing(
    line: Line, packets: int
) -> None:
    lost_s = 0.02 * packets
    line.comes(SPEECH, 0.4)
    line.brings_nothing(lost_s)
    line.comes(SPEECH, 0.2)
    line.comes(QUIET, 2.0)
    line.comes(SPEECH, 0.4)
    line.brings_nothing(lost_s)
    line.comes(QUIET, 2.0)
    line.brings_nothing(lost_s)
    line.comes(SPEECH, 0.4)
    line.comes(QUIET, 2.0)

    assert all(one.lost_s >= 0.07 for one in line.segments())
    assert len(line.segments()) >= 3


def test_line__that_sends_nothing_in_silence__lacks_nothing(line: Line) -> None:
    for _ in range(2):
        line.comes(SPEECH, 0.4)
        line.comes(QUIET, 0.12)
        line.brings_nothing(3.0)

    assert [one.lost_s for one in line.segments()] == [0.0, 0.0]


def test_line__one_packet_in_ten_is_lost__is_no_stretch_of_an_answer(line: Line) -> None:
    for _ in range(12):
        line.comes(SPEECH, 0.16)
        line.brings_nothing(TICK_S)
    line.comes(QUIET, 0.6)

    (segment,) = line.segments()
    assert segment.lost_s < 0.08 * 12


def test_leg__that_never_says_what_it_looked_for__is_taken_to_be_silent() -> None:
    line = Line(is_looked_at=False)
    line.comes(QUIET, 0.4)
    line.comes(SPEECH, 0.4)
    line.brings_nothing(0.6)

    (segment,) = line.segments()
    assert segment.kind is ActivityKind.ENDED


def test_call_vad__asked_what_was_said_by_now__waits_for_what_was_listened_to_and_no_longer() -> None:
    async def story(until_s: float) -> float:
        vad = CallVad(PHONE.voice_activity, model="test")
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        loop.call_later(0.1, lambda: vad.listened(until_s=until_s))
        await vad.catch_up(within_s=5.0)
        return loop.time() - began_s

    assert play(story(time.monotonic() + 3600)) == pytest.approx(0.1, abs=0.02)
    assert play(story(0.0)) == pytest.approx(5.0, abs=0.02)
