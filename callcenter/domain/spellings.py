"""The ways in which one phone number is written: in E.164, national, with the prefixes that are dialled before it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """A number as it was asked for, and the digits of every way to write it. A withheld number has no digits."""

    text: str
    digits: frozenset[str] = frozenset()

    def mean(self, number: str) -> bool:
        """Tell whether a number, as a SIP header had it, is this one."""
        found = only_digits(number)
        return number == self.text or (bool(found) and found in self.digits)


def only_digits(number: str) -> str:
    """Return a number's digits."""
    return re.sub(r"\D", "", number)
