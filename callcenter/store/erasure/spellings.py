"""The ways in which one phone number is written: in E.164, national, with the prefixes that are dialled before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import phonenumbers

#: What is dialled before an international number: 00 (ITU-T E.164's recommendation), North America's 011.
_INTERNATIONAL = ("00", "011")
#: What people and recognisers put between digits.
_BETWEEN = r"[ .,()/\u2011-]{0,3}"
#: Fewer digits than these say nothing in a text: a year, a price, a PBX's extension.
_LEAST_IN_TEXT = 7
#: What stands in a text where a number was.
BLOT = "#"


@dataclass(frozen=True, kw_only=True)
class Spellings:
    """A number as it was asked for, and the digits of every way to write it. A withheld number has no digits."""

    text: str
    digits: frozenset[str] = frozenset()

    def mean(self, number: str) -> bool:
        """Tell whether a number, as a SIP header had it, is this one."""
        found = only_digits(number)
        return number == self.text or (bool(found) and found in self.digits)

    @property
    def core(self) -> str:
        """The digits that every spelling holds; empty if they are too few to be looked for in texts."""
        shortest = min(self.digits, key=len, default="")
        return shortest if len(shortest) >= _LEAST_IN_TEXT else ""

    def redact(self, value: Any) -> Any:
        """Return JSON data without the number, in whatever strings it stands and however its digits are spaced."""
        if isinstance(value, str):
            return self._in_text.sub(BLOT, value) if self.core else value
        if isinstance(value, dict):
            return {self.redact(key): self.redact(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.redact(item) for item in value]
        return BLOT if type(value) is int and self.core and str(value) in self.digits else value

    @cached_property
    def _in_text(self) -> re.Pattern[str]:
        longest_first = sorted(self.digits, key=len, reverse=True)
        return re.compile(rf"[+(]{{0,2}}(?<!\d)(?:{'|'.join(map(_BETWEEN.join, longest_first))})(?!\d)")


def spellings(number: str, country: str) -> Spellings:
    """Return the ways in which carriers and people write a number; `country` is the one whose numbers need no prefix.

    >>> sorted(spellings("+18005550123", "US").digits)
    ['0018005550123', '01118005550123', '08005550123', '18005550123', '8005550123']
    """
    digits = only_digits(number)
    as_is = Spellings(text=number, digits=frozenset({digits} - {""}))
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return as_is
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return as_is  # an extension
    national = phonenumbers.national_significant_number(parsed)
    whole = f"{parsed.country_code}{national}"
    found = {digits, whole, *(prefix + whole for prefix in _INTERNATIONAL)}
    if parsed.country_code == phonenumbers.country_code_for_region(country):
        found |= {national, f"0{national}"}
    return Spellings(text=number, digits=frozenset(found - {""}))


def only_digits(number: str) -> str:
    """Return a number's digits."""
    return re.sub(r"[^0-9]", "", number)
