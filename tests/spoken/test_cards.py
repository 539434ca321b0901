"""Card numbers, spoken or written, and the numbers that look like them and aren't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.spoken.numbers.cards import is_card_number, mask_cards

CARDS = [
    "four one one one one one one one one one one one one one one one",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "it's five five five five five five five five five five five five four four four four",
    "my card is 378282246310005 thanks",
    "four triple one, double one double one, one one one one, one one one one",
    "my pin is four two one one",
    "the security code is one two three",
    "cvv 123",
]
NO_CARDS = [
    "my account number is six two oh three eight eight one seven",
    "40718823",
    "call me back on plus one eight hundred five five five oh one two three",
    "+1 202 555 0143",
    "the zip is 02139",
    "ticket four zero zero one two three",
    "I paid 4111 dollars in 2026",
    "4111 1111 1111 1112",
]
DIGITS = dict(enumerate("zero one two three four five six seven eight nine".split()))


@pytest.mark.parametrize("text", CARDS)
def test_mask_cards__a_card__leaves_no_digit_of_it(text: str) -> None:
    masked = mask_cards(text)

    assert masked != text
    assert not [word for word in masked.replace("-", " ").split() if word.isdigit() or word in DIGITS.values()]


@pytest.mark.parametrize("text", NO_CARDS)
def test_mask_cards__another_number__is_left_as_it_is(text: str) -> None:
    assert mask_cards(text) == text


@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_mask_cards__any_visa_card_spoken__is_masked(body: str) -> None:
    number = next(f"4{body}{check}" for check in range(10) if _luhn(f"4{body}{check}"))

    assert is_card_number(number)
    for said in (number, " ".join(number), " ".join(DIGITS[int(digit)] for digit in number)):
        assert mask_cards(f"it is {said} okay") == "it is [card digits] okay"


@given(st.text(max_size=60))
def test_mask_cards__masked_once__has_nothing_left_to_mask(text: str) -> None:
    assert mask_cards(mask_cards(text)) == mask_cards(text)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_mask_cards__a_first_digit_heard_as_a_word__is_masked_too() -> None:
    said = "My card number is for, one, one, one, one. one one one. one one one one one one one one"

    assert mask_cards(said) == "My card number is [card digits]"
    assert mask_cards("I waited for 40718823") == "I waited for 40718823"
