"""What came of a correction: the value as it should be, the part that is wrong, or what is ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from callcenter.spoken.reading import Ambiguous


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The value as the caller wants it; of a number half said, its digits so far."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPart:
    """Something is wrong, and what it should be wasn't said. `part` names it ("last two digits"), '' is all of it."""

    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Values the caller rules out ("anything but the evening"), and no other named."""

    values: tuple[Any, ...]


Correction = Corrected | WrongPart | Excluded | Ambiguous | None
