"""What the agent made of a caller's words: words wrong, and of the words that matter how many are right.

Numbers, names, dates and amounts are what a call is about; a recogniser may miss "um", but not a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.bench.word_error import word_errors, words
from callcenter.spoken.essentials import essentials
from callcenter.spoken.numbers.numbers import digit_runs

#: Digits in a row from which a number is one that is read out: a ZIP code, an account.
_DIALLED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What a caller said in one turn, and what the call log has of it."""

    said: str
    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardCounts:
    """How well turns were understood: words and entities, and how many of them were wrong or right."""

    words: int = 0
    errors: int = 0
    entities: int = 0
    right: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return both shares with what they were counted over; None of nothing."""
        return {
            "word_errors": round(self.errors / self.words, 3) if self.words else None,
            "words": self.words,
            "entities_right": round(self.right / self.entities, 3) if self.entities else None,
            "entities": self.entities,
        }


def understood(exchanges: Sequence[Exchange], entities: Sequence[str]) -> HeardCounts:
    """Count a call's words, and its entities wherever the caller said them.

    Numbers, amounts, dates and days are found in what was said; `entities` are others, such as names. A value is right
    if it was heard in whatever form ("forty five dollars", "$45").
    """
    names = [words(entity) for entity in entities]
    total = HeardCounts()
    for exchange in exchanges:
        said, heard = words(exchange.said), words(exchange.heard)
        spoken = [name for name in names if name and _has(said, name)]
        values = _values(exchange.said)
        total = add(
            total,
            HeardCounts(
                words=len(said),
                errors=word_errors(said, heard),
                entities=len(spoken) + len(values),
                right=sum(_has(heard, name) for name in spoken) + len(values & _values(exchange.heard)),
            ),
        )
    return total


def add(one: HeardCounts, other: HeardCounts) -> HeardCounts:
    """Return the counts of both."""
    return HeardCounts(
        words=one.words + other.words,
        errors=one.errors + other.errors,
        entities=one.entities + other.entities,
        right=one.right + other.right,
    )


def _values(text: str) -> frozenset[str]:
    """Return the values a text names: numbers of four digits or more as they are dialled, and all other essentials."""
    runs = [run for run in digit_runs(text) if len(run.digits) >= _DIALLED]
    pieces = {str(int(piece)) for run in runs for piece in run.pieces}
    return frozenset(run.digits for run in runs) | (essentials(text) - pieces)


def _has(text: Sequence[str], key: Sequence[str]) -> bool:
    """Whether a text has the key's words one after the other."""
    return any(list(text[at : at + len(key)]) == list(key) for at in range(len(text) - len(key) + 1))
