"""A transfer's outcome: one map for every kind of leg."""

from __future__ import annotations

import pytest

from callcenter.domain.calls.transfer import TransferOutcome, outcome_of_status


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "transferred"), (202, "transferred"), (None, "unanswered"), (408, "unanswered"), (480, "unanswered"),
        (487, "unanswered"), (504, "unanswered"), (486, "busy"), (600, "busy"), (403, "refused"), (404, "refused"),
        (410, "refused"), (603, "refused"), (607, "refused"), (405, "unsupported"), (420, "unsupported"),
        (489, "unsupported"), (501, "unsupported"), (500, "error"), (502, "error"), (503, "error"),
    ],
)  # fmt: skip
def test_outcome_of_status__each__has_its_word(status: int | None, outcome: str) -> None:
    assert outcome_of_status(status) is TransferOutcome(outcome)


def test_outcome_of_status__any_final_status__has_one() -> None:
    assert {outcome_of_status(status) for status in range(200, 700)} == set(TransferOutcome)
