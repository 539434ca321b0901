"""Word error rate between what was said and what was recognised, with figures and words counted alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from callcenter.spoken.numbers.number_words import DIGITS

_FIGURES = dict(zip("0123456789", DIGITS, strict=True))
_SAME = {"oh": "zero", "ok": "okay", "dollars": "dollar", "$": "dollar"}


def words(text: str) -> list[str]:
    """Return the words of a text, lower case, figures digit by digit."""
    found = []
    for word in re.findall(r"\d|[^\W\d_]+(?:'[^\W\d_]+)?|\$", text.casefold().replace("’", "'")):
        spoken = _FIGURES.get(word, word)
        found.append(_SAME.get(spoken, spoken))
    return found


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Count the words put in, left out or taken for others (edit distance)."""
    return Levenshtein.distance(said, heard)
