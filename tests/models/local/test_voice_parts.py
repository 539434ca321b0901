"""What the device's voice is made of: clauses, numbers written out, level, phrases kept, who is served first."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable

import numpy as np
import pytest

from callcenter.models.audio.resampler import Samples
from callcenter.models.local.clauses import ClauseSplitter, split
from callcenter.models.local.phone_voice import shape_for_phone
from callcenter.models.local.phrase_cache import PhraseCache
from callcenter.models.local.spoken_text import spoken
from callcenter.models.local.synthesis_pool import SynthesisPool
from callcenter.models.phone_tuning import PHONE
from tests.fakes.waiting import others


def test_clauses__long_answer__first_piece_is_short_and_nothing_is_lost() -> None:
    text = (
        "Certainly, Mr. Smith. Your balance is $45.50, which was due on the first of March, and your technician comes "
        "at 9.30 a.m. tomorrow; please be at home."
    )
    pieces = split(text)

    assert pieces[0] == "Certainly,"
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= PHONE.voice.max_clause_chars


def test_clauses__text_in_bits__gives_the_pieces_of_the_whole_as_soon_as_they_are_there() -> None:
    text = "Thank you for calling. How can I help you today?"
    splitter = ClauseSplitter()
    pieces = [piece for letter in text for piece in splitter.push(letter)]

    assert pieces == ["Thank you for calling."]
    assert pieces + splitter.flush() == split(text)


def test_clauses__no_place_to_cut__cuts_between_words() -> None:
    pieces = split("word " * 60)

    assert all(len(piece) <= PHONE.voice.max_clause_chars for piece in pieces)
    assert " ".join(pieces).split() == ["word"] * 60


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("It is $45.50.", "It is 45 dollars and 50 cents."),
        ("That's $1,200!", "That's 1200 dollars!"),
        ("It costs $0.99.", "It costs 99 cents."),
        ("Account 42719903.", "Account 4 2 7 1, 9 9 0 3."),
        ("Call 312-555-0199.", "Call 3 1 2, 5 5 5, 0 1 9 9."),
        ("In 2026, at 9.30.", "In 2026, at 9.30."),
    ],
)
def test_spoken__money_and_long_numbers__are_written_out(text: str, aloud: str) -> None:
    assert spoken(text) == aloud


def test_shape_for_phone__quiet_and_loud_speech__come_out_equally_loud_and_trimmed() -> None:
    at = np.arange(22_050) / 22_050
    voice = (np.sin(2 * np.pi * 500 * at) * (1 + np.sin(2 * np.pi * 4 * at))).astype(np.float32)
    padded = np.concatenate((np.zeros(10_000, np.float32), voice, np.zeros(10_000, np.float32)))
    quiet, loud = (
        shape_for_phone(padded * np.float32(gain), from_hz=22_050, to_hz=8000, pause_ms=100) for gain in (0.05, 0.9)
    )

    assert len(quiet) == len(loud)
    assert len(quiet) == pytest.approx(8000 * 1.1, rel=0.05)
    assert np.abs(quiet).max() == pytest.approx(np.abs(loud).max(), rel=0.02)
    assert not quiet[-700:].any()


def test_shape_for_phone__no_sound__is_the_pause_alone() -> None:
    assert len(shape_for_phone(np.zeros(0, np.float32), from_hz=22_050, to_hz=8000, pause_ms=60)) == 480


def test_phrase_cache__said_once__is_not_kept_and_said_twice_is() -> None:
    cache, pcm = PhraseCache(limit=2), np.ones(4, np.int16)
    cache.put("fixed", pcm, pin=True)
    cache.put("once", pcm)
    assert cache.get("once") is None
    for phrase in ("a", "a", "b", "b", "c", "c"):
        cache.put(phrase, pcm)

    assert cache.get("a") is None
    assert cache.get("c") is pcm
    assert cache.get("fixed") is pcm
    assert len(cache) == 3


class Work:
    """Pieces of speech that are made when `goes_on` says so, each its own."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def piece(self, name: str) -> Callable[[], Samples]:
        def make() -> Samples:
            self.made.append(name)
            self.begun.set()
            self.goes_on.wait(60)
            return np.frombuffer(name.encode("utf-16-le"), dtype=np.int16)

        return make


async def test_synthesis_pool__several_ask_for_the_same_at_once__it_is_made_once_and_for_all_of_them() -> None:
    pool, work = SynthesisPool(threads=1), Work()
    asked = [asyncio.create_task(pool.run("hello", work.piece("hello"), due_at_s=at)) for at in (1.0, 1.0, 2.0)]
    await asyncio.to_thread(work.begun.wait, 60)
    # One who has hung up takes it from nobody.
    asked.pop(0).cancel()
    work.goes_on.set()

    assert [pcm.tobytes().decode("utf-16-le") for pcm in await asyncio.gather(*asked)] == ["hello", "hello"]
    assert work.made == ["hello"]
    await pool.run("hello", work.piece("hello"), due_at_s=1.0)
    assert len(work.made) == 2
    pool.close()


async def test_synthesis_pool__asked_for_more_urgently_or_by_nobody_any_more__is_not_made_in_its_turn() -> None:
    pool, work = SynthesisPool(threads=1), Work()
    first = asyncio.create_task(pool.run("first", work.piece("first"), due_at_s=0.0))
    await asyncio.to_thread(work.begun.wait, 60)
    ahead = asyncio.create_task(pool.run("phrase", work.piece("ahead"), due_at_s=math.inf))
    other = asyncio.create_task(pool.run("other", work.piece("other"), due_at_s=2.0))
    withdrawn = asyncio.create_task(pool.run("withdrawn", work.piece("withdrawn"), due_at_s=1.0))
    await others()
    urgent = asyncio.create_task(pool.run("phrase", work.piece("urgent"), due_at_s=1.0))
    await others()
    withdrawn.cancel()
    await others(3)
    work.goes_on.set()
    await asyncio.gather(first, ahead, other, urgent)

    assert work.made == ["first", "urgent", "other", "ahead"]
    pool.close()
