"""Danger, the recording and card numbers in whole calls that are spoken: what is kept on disk and in Postgres."""

from __future__ import annotations

import wave
from pathlib import Path

import asyncpg
import numpy as np
import pytest

from callcenter.calls.beside.duty_phrases import duty_phrases
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import CallerActed, Fact, RecordingConsent, RecordingSaved, Tagged, TurnTaken
from callcenter.domain.routing.duties import Duties, RecordingForm
from callcenter.runtime import Loaded
from callcenter.settings import Settings
from callcenter.spoken.numbers.cards import MASK
from tests.telephony.livekit.job.test_whole_calls import ANSWER, calling, hosted, loaded, question

__all__ = ["hosted", "loaded", "question"]

WORDS = duty_phrases("en")
RATE_HZ = 16_000


def samples(facts: list[Fact], folder: Path) -> np.ndarray:
    """The recording's two sides."""
    (saved,) = [fact for fact in facts if isinstance(fact, RecordingSaved)]
    with wave.open(str(folder / "recordings" / saved.path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2)


async def test_emergency__spoken_while_a_number_is_awaited__is_answered_at_once(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        call.servers["deepgram"].transcript = "six two oh, oh god my husband has collapsed"
        await call.say(question)
        await call.answer("please hang up and dial 9 1 1 now")

    assert [fact.act for fact in call.facts if isinstance(fact, CallerActed)] == [Act.EMERGENCY]
    assert Tagged(tag="emergency") in call.facts


async def test_recording__agreed_to__begins_after_the_yes_and_forgets_a_card(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    duties = Duties(recording=RecordingForm.ASK)
    async with calling(hosted, loaded, sample_url, tmp_path, duties=duties, is_recorded=True) as call:
        assert call.said == [WORDS.recording_question]
        call.servers["deepgram"].transcript = "yes, that's fine"
        await call.say(question)
        await call.answer(WORDS.recording_yes)
        call.servers["deepgram"].transcript = "my card is 4111 1111 1111 1111"
        await call.say(question)
        await call.answer(WORDS.no_card)
        call.servers["deepgram"].transcript = "how much do I owe you"
        await call.say(question)
        await call.answer(ANSWER)

    (consent,) = [fact for fact in call.facts if isinstance(fact, RecordingConsent)]
    said = [fact.turn for fact in call.facts if isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.CALLER]
    assert [turn.text for turn in said][1] == f"my card is {MASK}"
    heard = samples(call.facts, tmp_path)
    # The file's clock begins when the leg is answered, a moment after the call's.
    assert not heard[: int((consent.at_ms / 1000 - 1.0) * RATE_HZ)].any()
    card = said[1]
    middle = heard[int((card.started_ms / 1000) * RATE_HZ) : int((card.ended_ms / 1000 - 0.5) * RATE_HZ)]
    assert len(middle) > RATE_HZ / 4
    assert not middle.any()
    assert heard[int(card.ended_ms / 1000 * RATE_HZ) :].any()
    connection = await asyncpg.connect(sample_url)
    kept = await connection.fetchval("SELECT string_agg(data::text, ' ') FROM call_event")
    turns = await connection.fetchval("SELECT string_agg(text, ' ') FROM turn")
    await connection.close()
    assert "1111" not in kept
    assert MASK in turns


@pytest.mark.parametrize("form", [RecordingForm.ASK, RecordingForm.ANNOUNCE])
async def test_recording__refused_at_once__leaves_no_file(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path, form: RecordingForm
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path, duties=Duties(recording=form), is_recorded=True) as call:
        call.servers["deepgram"].transcript = "no, I don't want to be recorded"
        await call.say(question)
        await call.answer(WORDS.recording_no if form is RecordingForm.ASK else WORDS.recording_stopped)
        call.servers["deepgram"].transcript = "how much do I owe you"
        await call.say(question)
        await call.answer(ANSWER)

    assert not [fact for fact in call.facts if isinstance(fact, RecordingSaved)]
    assert not list((tmp_path / "recordings").glob("*.wav"))
