"""What the shipped agents understand of callers they have never heard (`callcenter bench talk`)."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter.bench.understanding.intents import FILES, bench_talk, read_phrasings, read_sayings
from callcenter.dialog.understanding.concepts import normalise
from callcenter.dialog.understanding.intents import NONE, answer_label, training_examples
from callcenter.settings import Settings
from tests.fakes.shipped import shipped_intents, shipped_roster


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return bench_talk(Settings(), train=lambda _: shipped_intents())


def test_phrasings__of_all_files__are_no_examples() -> None:
    scripts = {name: folder.script for name, folder in shipped_roster().agents.items()}
    examples = {normalise(text) for text, _ in training_examples(scripts)}
    phrasings = [one.text for path in FILES.values() for one in read_phrasings(path)]
    phrasings += [one.text for one in read_sayings()]

    assert not [text for text in phrasings if normalise(text) in examples]


def test_phrasings__first_file__has_two_hundred_most_of_them_hard() -> None:
    phrasings = read_phrasings(FILES["phrasings"])

    assert sum(one.style == "plain" for one in phrasings) >= 40
    assert sum(one.style == "hard" for one in phrasings) >= 160


@pytest.mark.parametrize("file", FILES)
def test_understanding__plain_phrasings__nearly_all_are_right(figures: dict[str, Any], file: str) -> None:
    assert figures[file]["plain"]["right_percent"] >= 95


def test_understanding__in_the_middle_of_a_call__most_are_right_and_few_wrong(figures: dict[str, Any]) -> None:
    assert figures["mid_call"]["count"] == 420
    assert figures["mid_call"]["right_percent"] >= 78
    assert figures["mid_call"]["wrong_percent"] <= 8


def test_sayings__what_is_right__is_a_tool_or_answer_of_theirs() -> None:
    found = shipped_roster().agents
    for one in read_sayings():
        script = found[one.agent].script
        theirs = {NONE, *(tool.name for tool in script.tools), *(handoff.tool for handoff in script.handoffs)}
        theirs |= {answer_label(answer.name) for answer in script.answers} | {"connect_to_person", "end_call"}
        assert one.right & theirs, one


@pytest.mark.parametrize("file", FILES)
def test_understanding__hard_phrasings__most_are_right_and_few_wrong(figures: dict[str, Any], file: str) -> None:
    assert figures[file]["hard"]["right_percent"] >= 60
    assert figures[file]["hard"]["wrong_percent"] <= 12
