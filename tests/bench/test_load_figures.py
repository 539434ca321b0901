"""What `bench calls` makes of its loads, and which models it takes."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from callcenter.bench.load.calls import against_one_call
from callcenter.cli.bench import kind_of_models


def load(calls: int, p95: int | None) -> dict[str, Any]:
    return {"calls": calls, "response_ms": {"p95": p95}}


@pytest.mark.parametrize(
    ("row", "before", "ratio"),
    [
        (load(20, 1200), [load(1, 1000)], 1.2),
        (load(1, 1000), [], 1.0),
        (load(20, 1200), [load(10, 1100)], None),  # one call was never measured
        (load(20, None), [load(1, 1000)], None),  # nobody was answered
    ],
)
def test_against__a_load__is_compared_with_one_call_alone(
    row: dict[str, Any], before: list[dict[str, Any]], ratio: float | None
) -> None:
    assert against_one_call(row, before) == ratio


def test_models__one_nobody_knows__says_which_there_are() -> None:
    with pytest.raises(typer.BadParameter, match="local or fixed or hosted"):
        kind_of_models("nonsense", "local", "fixed", "hosted")
