"""What a recogniser makes of noise is dropped."""

from __future__ import annotations

import pytest

from callcenter.models.local.moonshine import meaningful


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("You", ""),
        ("", ""),
        ("the the the the the the the the", ""),
        ("I don't know. I don't know. I don't know. I don't know. I don't know", ""),
        ("I don't think so. I don't think so. I don't think so. I don't think so. I don't", ""),
        ("I don't know, I don't know.", "I don't know, I don't know."),
        ("no no, wait. no no, wait. not yet", "no no, wait. no no, wait. not yet"),
        ("Yes.", "Yes."),
        ("To-morrow, or to-day.", "Tomorrow, or today."),
        ("four seven four seven four seven four seven", "four seven four seven four seven four seven"),
        ("zero zero zero zero zero zero zero zero", "zero zero zero zero zero zero zero zero"),
    ],
)
def test_meaningful__what_noise_sounds_like__is_dropped(heard: str, kept: str) -> None:
    assert meaningful(heard) == kept


def test_meaningful__oh_where_a_number_was_asked_for__is_a_digit() -> None:
    assert meaningful("Oh,") == ""
    assert meaningful("Oh,", asks_number=True) == "Oh,"
    assert meaningful("A.", asks_number=True) == "A."
    assert meaningful("Um", asks_number=True) == ""
