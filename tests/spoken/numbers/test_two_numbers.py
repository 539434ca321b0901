"""An account number and a ZIP code in one breath, in any groups: neither is ever made of the other's digits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from callcenter.spoken.reading import Ambiguous, Filled, Partial
from callcenter.spoken.values import is_of_longer, read_together, read_value

TODAY = date(2026, 11, 23)
ACCOUNT: dict[str, Any] = {"format": "digits", "minLength": 8, "maxLength": 8, "named": "account"}
ZIP: dict[str, Any] = {"format": "postcode", "minLength": 5, "maxLength": 5}
BOTH = {"account": ACCOUNT, "zip": ZIP}
GROUPED = {
    "3-3-2": "four oh seven, one double eight, two three",
    "3-3-2, single": "four oh seven, one eight eight, two three",
    "2-2-2-2": "four oh, seven one, eight eight, two three",
    "2-3-3": "four oh, seven one eight, eight two three",
    "5-3": "four oh seven one eight, eight two three",
    "4-4": "four oh seven one, eight eight two three",
    "3-2-3": "four oh seven, eighteen, eight two three",
    "written": "40718823",
    "in pairs": "forty seventy-one eighty-eight twenty-three",
}
ZIP_NAMED = (
    "{}. Zip's oh two one three nine, Lee's the name.",
    "{}. Zip is oh two one three nine.",
    "{}. The ZIP code is zero two one three nine.",
    "{}. Ann Lee. Zip, oh two one. Three nine.",
    "{}, zip's oh twenty-one thirty-nine.",
    "{}. And my zip, that's oh two one, three nine.",
    "{}. ZIP's oh two one three eight, the last one's a nine, sorry.",
    "{}. It's oh two one three nine for the zip.",
    "{}, and oh two one three nine is the zip.",
    "Zip's oh two one three nine. Account's {}.",
    "Zip oh two one three nine. {}, Lee's the name.",
    "Oh two one three nine is the zip. {}.",
    "The zip is oh two one three nine and the number is {}.",
)


@pytest.mark.parametrize("grouped", GROUPED.values(), ids=GROUPED)
@pytest.mark.parametrize("said", ZIP_NAMED)
def test_account_and_named_zip__in_any_groups__are_told_apart(said: str, grouped: str) -> None:
    text = said.format(grouped)

    assert read_together(BOTH, text, today=TODAY) == {"account": Filled(value="40718823"), "zip": Filled(value="02139")}
    assert read_value(ACCOUNT, text, today=TODAY) == Filled(value="40718823")
    assert read_value(ZIP, text, today=TODAY, is_answer=False) == Filled(value="02139")


@pytest.mark.parametrize("said", ["I don't know the zip. {}.", "Do you need the zip too? {}.", "{}. And the zip?"])
@pytest.mark.parametrize("grouped", GROUPED.values(), ids=GROUPED)
def test_zip__named_without_its_digits__is_none_of_the_accounts(said: str, grouped: str) -> None:
    text = said.format(grouped)

    assert read_together(BOTH, text, today=TODAY) == {"account": Filled(value="40718823")}
    assert is_of_longer(BOTH, "zip", text, today=TODAY)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Zip's oh two one three eight, no, sorry, oh two one three nine.", Filled(value="02139")),
        ("The zip is 02138. No wait, 02139.", Filled(value="02139")),
        ("My zip isn't 02138, it's 02139.", Filled(value="02139")),
        ("02139, my zip.", Filled(value="02139")),
        ("40718823. ZIP 02139 or 02149.", Ambiguous(candidates=("02139", "02149"))),
        ("My old zip was 02138, now it's zip 02139.", Ambiguous(candidates=("02138", "02139"))),
        ("Zip's oh two one", Partial(digits="021")),
    ],
)
def test_zip__named_and_put_right__is_read_or_asked(said: str, expected: object) -> None:
    assert read_value(ZIP, said, today=TODAY) == expected


def test_zip__put_right_after_it__changes_nothing_of_the_account() -> None:
    found = read_value(ACCOUNT, "40718823. Zip oh two one three eight, no, nine.", today=TODAY)

    assert found == Filled(value="40718823")
