"""Card numbers: in no fact and in no second of the recording, whether said, keyed or said in two turns."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcenter.calls.beside.cards import MASKED_KEY, MAX_KEYS, KeysPressed, MaskedRecord, masked_pair
from callcenter.calls.context import CallContext
from callcenter.calls.record.recording import Recording
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import DigitPressed, Fact, ToolCalled, TurnTaken
from callcenter.settings import Settings
from callcenter.spoken.numbers.cards import MASK
from tests.fakes.waiting import until

CARD = "4111 1111 1111 1111"


class Stage:
    """A call that is recorded, on a clock of the test's; both sides are heard all the time."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 50.0
        self.facts: list[Fact] = []
        self.leg = TextLeg()
        self.recording = self.leg.recording = Recording(folder, "call_1", monotonic=lambda: self.now_s)
        self.record = MaskedRecord(self.facts.append)
        pool: Any = None
        self.context = CallContext(
            call=Call(call_id="call_1", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
            leg=self.leg,
            pool=pool,
            settings=Settings(),
            record=self.record,
            monotonic=lambda: self.now_s,
        )
        self.record.context = self.context

    def talk(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            self.now_s += 0.02
            self.recording.caller(b"\x64\x00" * 160, rate_hz=8000)
            self.recording.agent(b"\xc8\x00" * 160, rate_hz=8000)

    def said(self, text: str, started_ms: int, ended_ms: int, speaker: Speaker = Speaker.CALLER) -> None:
        turn = Turn(speaker=speaker, text=text, started_ms=started_ms, ended_ms=ended_ms)
        self.context.record(TurnTaken(turn=turn))

    async def silence(self, folder: Path) -> list[tuple[float, float]]:
        """Close the recording and return where both sides are silent, in seconds."""
        await self.recording.close()
        with wave.open(str(folder / "call_1.wav")) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2)
        is_silent = np.concatenate([[0], (~samples.any(axis=1)).astype(np.int8), [0]])
        edges = np.flatnonzero(np.diff(is_silent)).reshape(-1, 2) / 8000
        return [(float(first), float(end)) for first, end in edges]

    @property
    def texts(self) -> list[str]:
        return [fact.turn.text for fact in self.facts if isinstance(fact, TurnTaken)]


async def test_turn__with_a_card__is_masked_and_silenced(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.talk(10)
    stage.said("hello there", 500, 1500)
    stage.said(f"it's {CARD} thanks", 4000, 6000)
    stage.talk(1)

    assert stage.texts == ["hello there", f"it's {MASK} thanks"]
    assert await stage.silence(tmp_path) == [(pytest.approx(3.7, abs=0.05), pytest.approx(6.3, abs=0.05))]


async def test_turn__masked_already__is_silenced_all_the_same(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.talk(8)
    stage.said(f"it's {MASK}", 4000, 6000)

    assert len(await stage.silence(tmp_path)) == 1


async def test_card__said_in_two_turns__silences_both(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.talk(12)
    stage.said("four one one one one one one one", 2000, 4000)
    stage.said("Go on.", 4500, 5000, Speaker.AGENT)
    stage.said("one one one one one one one one", 7000, 9000)

    assert stage.texts[-1] == MASK
    assert len(await stage.silence(tmp_path)) == 2


async def test_tool__given_a_card__is_on_record_without_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.context.record(
        ToolCalled(
            agent="billing",
            tool="open_ticket",
            arguments={"summary": f"card {CARD}", "count": 2},
            result={"ok": True, "lines": [f"{CARD}"]},
            ok=True,
            at_ms=0,
            duration_ms=1,
        )
    )

    (fact,) = stage.facts
    assert isinstance(fact, ToolCalled)
    assert fact.arguments == {"summary": f"card {MASK}", "count": 2}
    assert fact.result == {"ok": True, "lines": [MASK]}


async def test_keys__of_a_card__are_masked_and_silenced(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    keys = KeysPressed(stage.context, blank=stage.record.blank)
    stage.talk(2)
    for key in "4111111111111111#":
        keys.press(key)
        stage.talk(0.2)
    stage.talk(2)
    keys.close()

    pressed = [fact.digit for fact in stage.facts if isinstance(fact, DigitPressed)]
    assert pressed == [MASKED_KEY] * 16 + ["#"]
    assert await stage.silence(tmp_path) == [(pytest.approx(1.7, abs=0.05), pytest.approx(5.3, abs=0.05))]


async def test_keys__of_an_account__stay_as_they_are_with_their_times(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    keys = KeysPressed(stage.context, blank=stage.record.blank)
    for key in "62038817":
        keys.press(key)
        stage.talk(0.2)
    keys.close()

    pressed = [(fact.digit, fact.at_ms) for fact in stage.facts if isinstance(fact, DigitPressed)]
    assert [digit for digit, _ in pressed] == list("62038817")
    assert pressed[1][1] == pytest.approx(200, abs=5)
    assert await stage.silence(tmp_path) == []


async def test_keys__of_a_program_that_sends_thousands__are_as_many_facts_as_a_long_number_has(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    keys = KeysPressed(stage.context, blank=stage.record.blank)
    for _ in range(5_000):
        keys.press("5")
    keys.close()
    keys.press("7")
    keys.close()

    assert len(stage.facts) == MAX_KEYS + 1
    assert stage.facts[-1] == DigitPressed(digit="7", at_ms=0)


async def test_keys__nothing_follows__are_on_record_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.calls.beside.cards.KEYS_PAUSE_S", 0.01)
    stage = Stage(tmp_path)
    KeysPressed(stage.context, blank=stage.record.blank).press("7")
    await until(lambda: stage.facts)

    assert stage.facts == [DigitPressed(digit="7", at_ms=0)]


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("", "hello", ("", "hello")),
        ("my account is 62038817", "and 10004", ("my account is 62038817", "and 10004")),
        ("it's 4111 1111", "1111 1111 okay", (f"it's {MASK}", f"{MASK} okay")),
        ("fine", f"{CARD}", ("fine", MASK)),
    ],
)
def test_masked_pair__two_turns__finds_what_stands_across(before: str, text: str, expected: tuple[str, str]) -> None:
    assert masked_pair(before, text) == expected
