"""What a phone call of a story is made of: the line, the sounds, and what is made of them afterwards."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from callcenter.bench.listening import Stretch
from callcenter.demo.phone.simulated_caller import HeardAudio
from callcenter.demo.phone.simulated_line import PACKET_BYTES, SimulatedLine
from callcenter.errors import EvalError
from callcenter.eval.entities import Exchange, HeardCounts, understood
from callcenter.eval.phone.caller_sounds import cough, door
from callcenter.eval.phone.noise import Around, Noise, background, read_noise
from callcenter.eval.phone.recording import record, sounds, write
from callcenter.eval.phone.spoken_caller import Said, SpokenCaller
from callcenter.eval.story.file import DEV, STORIES, TURNS, load_stories
from callcenter.eval.story.story import Mode
from callcenter.eval.turns.sounds import Sound, SoundKind
from callcenter.eval.turns.speech_stretches import agent_speech, read_recording
from tests.eval.recordings import tone

WORD = (np.ones(16_000, dtype=np.int16) * 4000).tobytes()


def ints(pcm: bytes) -> list[int]:
    return [int(one) for one in np.frombuffer(pcm, dtype=np.int16)]


def samples(*values: int) -> bytes:
    return np.array(values, dtype=np.int16).tobytes()


def test_line__words_amid_a_background__are_added_to_it_and_it_goes_round() -> None:
    line = SimulatedLine(samples(1, 2, 3), loss_pct=0, seed=1)

    assert ints(line.carry(samples(100, 100), 8)) == [101, 102, 3, 1]
    assert ints(line.carry(b"", 4)) == [2, 3]


def test_line__loss__silences_whole_packets_and_as_many_as_asked_for() -> None:
    packet = samples(*[1000] * (PACKET_BYTES // 2))
    line = SimulatedLine(b"", loss_pct=10, seed=7)

    carried = [line.carry(packet, PACKET_BYTES) for _ in range(1000)]

    assert set(carried) == {packet, bytes(PACKET_BYTES)}
    assert 80 <= carried.count(bytes(PACKET_BYTES)) <= 120


@pytest.mark.parametrize("around", Around)
async def test_background__so_many_db_below_the_voice__has_that_level(around: Around) -> None:
    sound = np.frombuffer(await background(Noise(around=around, snr_db=10)), dtype=np.int16).astype(np.float64)

    level_dbfs = 20 * np.log10(np.sqrt(np.mean(np.square(sound))) / 32768)

    assert level_dbfs == pytest.approx(-30, abs=0.2)
    assert len(sound) > 20 * 16_000


def test_read_noise__street_off_and_nonsense__are_told_apart() -> None:
    assert read_noise("street:7.5") == Noise(around=Around.STREET, snr_db=7.5)
    assert read_noise("off") is None
    with pytest.raises(EvalError, match="rain"):
        read_noise("rain:10")


def test_sounds__of_a_caller__lie_where_they_are_audible_and_know_whether_they_were_taken() -> None:
    quiet = bytes(3200)
    said = [
        Said(kind=SoundKind.TURN, words="hello", pcm=quiet + WORD + quiet, begun_s=11.0),
        Said(kind=SoundKind.BACK_CHANNEL, words="mm hmm", pcm=WORD, begun_s=15.0),
        Said(kind=SoundKind.VOCAL_TIC, words="", pcm=WORD, begun_s=17.0),
        Said(kind=SoundKind.VOCAL_TIC, words="", pcm=WORD, begun_s=25.0),
    ]

    found = sounds(
        said,
        [(12.5, "hello"), (16.8, "mm hmm"), (21.5, "no")],
        [(16.5, True), (20.0, False), (29.0, True)],
        began_at_s=10.0,
    )

    assert found == [
        Sound(kind=SoundKind.TURN, start_ms=1100, end_ms=2100),
        Sound(kind=SoundKind.BACK_CHANNEL, start_ms=5000, end_ms=6000, was_taken=True),
        Sound(kind=SoundKind.VOCAL_TIC, start_ms=7000, end_ms=8000, was_taken=False),
        Sound(kind=SoundKind.VOCAL_TIC, start_ms=15_000, end_ms=16_000, was_taken=True),
    ]


def test_record__both_sides__are_on_one_clock_and_can_be_read_again(tmp_path: Path) -> None:
    heard = HeardAudio(pcm=tone([(2500, 3500)], 5000).tobytes(), rate_hz=8000, began_at_s=10.0)
    recording = record([Said(kind=SoundKind.TURN, words="hello", pcm=WORD, begun_s=11.0)], heard)

    write(tmp_path / "eval" / "one.wav", recording, [])
    again = read_recording(tmp_path / "eval" / "one.wav")

    assert agent_speech(again) == [Stretch(start_ms=2500, end_ms=3500)]
    spoken = np.flatnonzero(np.abs(again.caller) > 2000)
    assert (spoken[0], spoken[-1]) == (8000, 15_999)
    assert (tmp_path / "eval" / "one.wav").stat().st_mode & 0o777 == 0o600


def test_cough_and_door__are_short_loud_and_different_each_time() -> None:
    for make in (cough, door):
        sound = np.frombuffer(make(1), dtype=np.int16)
        assert 0.2 < len(sound) / 16_000 < 0.6
        assert np.abs(sound).max() > 3000
        assert make(1) == make(1) != make(2)


@pytest.mark.parametrize(
    ("said", "heard", "expected"),
    [
        ("four oh seven one, eight eight two three", "40718823", HeardCounts(words=8, errors=0, entities=1, right=1)),
        ("oh two one three nine", "two one three nine", HeardCounts(words=5, errors=1, entities=1, right=0)),
        ("On Friday the twenty seventh", "On Friday 27th", HeardCounts(words=5, errors=3, entities=2, right=2)),
        ("Forty five dollars", "45 dollars", HeardCounts(words=3, errors=1, entities=1, right=1)),
        ("It's Ann Lee", "it's an lee", HeardCounts(words=3, errors=1, entities=1, right=0)),
    ],
)
def test_understood__what_matters__is_right_in_whatever_form(said: str, heard: str, expected: HeardCounts) -> None:
    assert understood([Exchange(said=said, heard=heard)], ["Ann Lee"]) == expected


def test_stories__for_ci__are_ten_that_can_be_told_by_telephone_over_all_agents() -> None:
    chosen = [story for story in load_stories(STORIES / DEV) if "ci" in story.tags]

    assert len(chosen) == 10
    assert all(Mode.PHONE in story.modes and story.first_agent == "triage" for story in chosen)
    assert {story.tags["agent"] for story in chosen} == {"triage", "billing", "support", "appointments"}


def test_stories__for_the_panel__have_five_events_of_one_kind_each() -> None:
    for story in load_stories(STORIES / TURNS):
        assert len(story.events) == 5
        assert len({event.is_for_agent for event in story.events}) == 1


async def test_spoken_caller__who_only_presses_keys__has_said_nothing() -> None:
    caller = SpokenCaller(cast(Any, None), cast(Any, None), cast(Any, None))

    assert caller.exchanges() == []
