"""What the shipped agents understand of callers they have never heard (`callcenter bench talk`)."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter.bench.understanding.intents import FILES, bench_talk, read_phrasings
from callcenter.dialog.understanding.concepts import normalise
from callcenter.dialog.understanding.intents import training_examples
from callcenter.settings import Settings
from tests.fakes.shipped import shipped_intents, shipped_roster


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return bench_talk(Settings(), train=lambda _: shipped_intents())


def test_phrasings__of_both_files__are_no_examples() -> None:
    scripts = {name: folder.script for name, folder in shipped_roster().agents.items()}
    examples = {normalise(text) for text, _ in training_examples(scripts)}
    phrasings = [one.text for path in FILES.values() for one in read_phrasings(path)]

    assert not [text for text in phrasings if normalise(text) in examples]


def test_phrasings__first_file__has_two_hundred_most_of_them_hard() -> None:
    phrasings = read_phrasings(FILES["phrasings"])

    assert sum(one.style == "plain" for one in phrasings) >= 40
    assert sum(one.style == "hard" for one in phrasings) >= 160


@pytest.mark.parametrize("file", FILES)
def test_understanding__plain_phrasings__nearly_all_are_right(figures: dict[str, Any], file: str) -> None:
    assert figures[file]["plain"]["right_percent"] >= 95


@pytest.mark.parametrize("file", FILES)
def test_understanding__hard_phrasings__most_are_right_and_few_wrong(figures: dict[str, Any], file: str) -> None:
    assert figures[file]["hard"]["right_percent"] >= 65
    assert figures[file]["hard"]["wrong_percent"] <= 12
