"""Account numbers and ZIP codes as callers say them, made up, for `bench hearing`."""

from __future__ import annotations

import random
from collections.abc import Iterator

from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.numbers.number_words import DIGITS
from callcenter.spoken.reading import Filled

_BEFORE_ACCOUNT = ("", "", "It's ", "My account number is ", "Sure, it's ", "Um, ", "Okay. ", "Yes. ", "The number is ")
_BEFORE_ZIP = ("", "", "It's ", "My ZIP code is ", "ZIP is ", "Um, ")
#: How long the groups are that people say a number in.
_ACCOUNT_GROUPS = ((4, 4), (4, 4), (8,), (2, 2, 2, 2), (3, 3, 2))
_ZIP_GROUPS = ((5,), (5,), (3, 2))


def spoken_numbers(count: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """Yield numbers in digits with how somebody says them; of three, two are account numbers of 8 and one is a ZIP.

    The same ones for the same seed.
    """
    dice = random.Random(seed)
    for number in range(count):
        groups, before = (_ZIP_GROUPS, _BEFORE_ZIP) if number % 3 == 2 else (_ACCOUNT_GROUPS, _BEFORE_ACCOUNT)
        said, digits = [], ""
        for length in dice.choice(groups):
            group = "".join(dice.choice("0123456789") for _ in range(length))
            digits += group
            said.append(_spoken(group, dice))
        text = f"{dice.choice(before)}{', '.join(said)}."
        yield digits, text[0].upper() + text[1:]


def is_understood(digits: str, heard: str) -> bool | None:
    """Tell whether a number's answer was understood: None if the caller would be asked again."""
    found = read_digits(heard, least=len(digits), most=len(digits))
    return found.value == digits if isinstance(found, Filled) and found.is_sure else None


def _spoken(group: str, dice: random.Random) -> str:
    said, at = [], 0
    while at < len(group):
        name = "oh" if group[at] == "0" and dice.random() < 0.3 else DIGITS[int(group[at])]
        if group[at : at + 2] == group[at] * 2 and dice.random() < 0.3:
            said.append(f"double {name}")
            at += 2
            continue
        said.append(name)
        at += 1
    return " ".join(said)
