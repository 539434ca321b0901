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
        ("Yes.", "Yes."),
        ("zero zero zero zero zero zero zero zero", "zero zero zero zero zero zero zero zero"),
    ],
)
def test_meaningful__what_noise_sounds_like__is_dropped(heard: str, kept: str) -> None:
    assert meaningful(heard) == kept
