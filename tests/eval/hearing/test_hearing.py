"""`bench hearing` over a handful of sentences: cut, heard and counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from callcenter.eval.hearing import measure
from callcenter.eval.hearing.measure import SENTENCES, bench_hearing, renderings
from callcenter.eval.hearing.numbers import is_understood, spoken_numbers
from callcenter.settings import load_settings

FEW = """
held_out:
  values: ["My ZIP code is three oh three oh five."]
not_yes:
  replies: ["No, thank you."]
yes:
  replies: ["Yes, please."]
"""


async def test_bench_hearing__a_number_and_a_no__are_counted_and_no_yes_is_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    (tmp_path / "few.yaml").write_text(FEW)
    monkeypatch.setattr(measure, "SENTENCES", tmp_path / "few.yaml")
    monkeypatch.setattr(measure, "NUMBERS", 3)
    told: list[str] = []

    found = await bench_hearing(load_settings(), on_progress=told.append)

    values = found["held_out"]["values"]
    assert (values["words"], values["entities"]) == (3 * 9, 3)
    assert values["word_errors"] < 0.9
    numbers = found["numbers"]
    assert {name: outcome["said"] for name, outcome in numbers.items()} == {
        "clean": 3,
        "clean_unasked": 3,
        "babble": 3,
        "babble_unasked": 3,
    }
    assert numbers["clean"]["right"] > 0
    assert found["not_yes"] == {"replies": 7, "heard_as_yes": 0, "which": []}
    broken = found["broken"]
    assert broken["yes/none"] == {"said": 1, "words_of_a_yes": 1, "counts": 1}
    assert {counted["said"] for counted in broken.values()} == {1}
    assert [name for name, counted in broken.items() if name.startswith("not_yes") and counted["counts"]] == []
    assert told


def test_spoken_numbers__typed__are_all_understood_and_the_same_each_time() -> None:
    numbers = list(spoken_numbers(300, seed=4))

    assert numbers == list(spoken_numbers(300, seed=4)) != list(spoken_numbers(300, seed=5))
    assert Counter(len(digits) for digits, _ in numbers) == {8: 200, 5: 100}
    assert [text for digits, text in numbers if is_understood(digits, text) is not True] == []
    assert is_understood("40718823", "It's 4071 8824") is False
    assert is_understood("40718823", "Where do I find it?") is None


def test_sentences__both_halves_are_of_one_size_and_share_none() -> None:
    sentences = YAML(typ="safe").load(SENTENCES)
    sentences.pop("yes")
    tuned, held_out = ([text for texts in sentences[part].values() for text in texts] for part in ("tuned", "held_out"))

    assert len(tuned) == len(held_out) >= 100
    assert not set(tuned) & set(held_out)
    assert Counter(one[0] for one in renderings(sentences))["not_yes"] >= 300
