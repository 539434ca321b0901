"""What came of reading a value: the value, half of it, several it may be, or nothing. Never a best guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A parameter's value, whole. None leaves an optional parameter out ("all of it").

    `is_sure` is false for free text, which may be about something else. `is_open` is true if the caller leaves it
    to us ("as soon as possible", "any day but Monday"), and the value is the nearest that would do.
    """

    value: Any
    is_sure: bool = True
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """Digits of a longer number: the caller will go on."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Something of the kind was said that can't be read surely: ask.

    One candidate is asked for as such ("Do you mean Monday, November 30th?"), two or three are offered; with none
    ("half of it", "next week") the question is put once more, more closely.
    """

    candidates: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """More digits than the number has."""

    digits: str


Read = Filled | Partial | Ambiguous | TooLong | None


def one_of(candidates: tuple[Any, ...], *, is_sure: bool = True) -> Filled | Ambiguous:
    """Return the value if there is just one, sure, candidate; else the question which."""
    found = tuple(dict.fromkeys(candidates))
    return Filled(value=found[0]) if is_sure and len(found) == 1 else Ambiguous(candidates=found)
