"""Tables of spoken values and corrections (bench/values.yaml): what isn't right must be a question, not a value."""

from __future__ import annotations

import pytest

from callcenter.bench.understanding.values import bench_values, cases, judge


@pytest.mark.parametrize(("kind", "said", "expected"), cases("spoken", "tuned"))
def test_spoken_value__as_said__is_read_or_asked(kind: str, said: str, expected: object) -> None:
    assert judge("spoken", kind, said, expected)[0] == "right"


@pytest.mark.parametrize(("kind", "said", "expected"), cases("corrections", "tuned"))
def test_correction__as_said__is_taken(kind: str, said: str, expected: object) -> None:
    assert judge("corrections", kind, said, expected)[0] == "right"


@pytest.mark.parametrize(("what", "goal"), [("spoken", 95), ("corrections", 85)])
@pytest.mark.parametrize("part", ["second", "held_out"])
def test_values__said_as_callers_do__are_right_and_hardly_ever_wrong(what: str, goal: int, part: str) -> None:
    figures = bench_values()[f"{what}_{part}"]

    assert figures["right_percent"] >= goal, figures["misses"]
    assert figures["wrong_percent"] <= 1, figures["misses"]
