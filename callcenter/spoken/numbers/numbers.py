"""Numbers as people say them on the phone: digit by digit, in pairs and groups, as quantities."""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.numbers.number_words import (
    INSIDE,
    OH,
    ORDINALS,
    PLURALS,
    REPEATS,
    SCALES,
    TEENS,
    TENS,
    UNITS,
    phrases,
    tokens,
)

#: What recognisers write for a digit said alone; believed only between other digits.
_BETWEEN_DIGITS = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3", "fife": "5"}
#: Words of the longest number below a hundred ("quatre vingt dix neuf").
_LONGEST_PHRASE = 4
#: What joining "eight hundred five" to 805, and splitting "forty two" into 40 and 2, costs a reading.
UNUSUAL, SPLIT = 0.8, 1.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits that the words up to `end` may mean; `cost` is how unusual that reading is (0: the usual one)."""

    end: int
    digits: str
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said in one breath, in the pieces they were said in (``("40", "71", "8", "8")``)."""

    pieces: tuple[str, ...]

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(self.pieces)


def digit_runs(text: str, *, language: str = "en") -> list[DigitRun]:
    """Return the numbers of a text as digits, each run ended by a word that belongs to no number.

    >>> [run.digits for run in digit_runs("it's four oh seven one, double eight, twenty three and my zip is 78701")]
    ['40718823', '78701']
    """
    words = tokens(text)
    runs: list[DigitRun] = []
    pieces: list[str] = []
    at = 0
    while at < len(words):
        found = pieces_at(words, at, language=language, is_inside=bool(pieces))
        if found:
            pieces.append(found[0].digits)
        elif pieces and (alike := _BETWEEN_DIGITS.get(words[at])) and _goes_on(words, at + 1, language):
            pieces.append(alike)
        elif pieces and words[at] not in INSIDE:
            runs.append(DigitRun(tuple(pieces)))
            pieces = []
        at = found[0].end if found else at + 1
    if pieces:
        runs.append(DigitRun(tuple(pieces)))
    return runs


def digits_in(text: str, *, language: str = "en") -> str:
    """Return all digits of a text in order; '' if there are none.

    >>> digits_in("forty seventy one, eighty eight twenty three")
    '40718823'
    """
    return "".join(run.digits for run in digit_runs(text, language=language))


def pieces_at(words: list[str], at: int, *, language: str = "en", is_inside: bool = False) -> list[Piece]:
    """Return what the words from an index on may mean as digits, the usual reading first; empty if nothing.

    `is_inside` tells that digits come right before: a lone "oh" is a nought then.
    """
    if at >= len(words):
        return []
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word.isdecimal():
        return [Piece(at + 1, word)]
    if word in REPEATS:
        again = pieces_at(words, at + 1, language=language, is_inside=True) if following else []
        return [Piece(piece.end, piece.digits[0] * (REPEATS[word] - 1) + piece.digits) for piece in again[:1]]
    if following in PLURALS and (count := UNITS.get(word, 0) or (word == "a" and 1)) and 1 < count < 7:
        return [Piece(at + 2, str(PLURALS[following]) * count)]
    if word in OH:
        after = next((word for word in words[at:] if word not in OH and word not in ",.;"), "")
        is_first = after in _BETWEEN_DIGITS and any(_is_digits(one, language) for one in words[at + 2 : at + 5])
        return [Piece(at + 1, "0")] if is_inside or _is_digits(after, language) or is_first else []
    found = _scaled(words, at) if language == "en" else []
    known = phrases(language)
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        if digits := known.get(tuple(words[at : at + length])):
            found.append(Piece(at + length, digits, SPLIT if found else 0.0))
    return found


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers in a text, said as words ("one hundred and five") or written (105; 1,050)."""
    words = tokens(text)
    found: list[int] = []
    at = 0
    while at < len(words):
        end, value = quantity_at(words, at)
        if value is not None:
            found.append(value)
        at = max(end, at + 1)
    return found


def numerals(text: str) -> str:
    """Return a text in lower case with its number words as figures, for readers of dates and money.

    A lone "one" stays, since it mostly stands for a thing.

    >>> numerals("The twenty-fifth, one hundred and five people, the second one")
    'the 25th, 105 people, the 2nd one'
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}\b(?!,?\d))", "", text.lower().replace("’", "'"))
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain)
    parts = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w]+|_", plain)
    words = [part for part in parts if part.strip()]
    gaps = _gaps(parts)
    out: list[str] = []
    at = 0
    while at < len(words):
        end, text_of = _numeral_at(words, at)
        # A pause in the middle of a number is none; one before it stays.
        out.append(gaps[at] + (text_of or words[at]))
        at = end
    return "".join(out).strip()


def quantity_at(words: list[str], at: int) -> tuple[int, int | None]:
    """Return where the quantity that begins at an index ends, and its value; None if none begins.

    "A hundred" begins one, "a" alone doesn't.
    """
    end, value = _below_thousand(words, at)
    if end < len(words) and SCALES.get(words[end]) == 1000 and (value is not None or words[end] != "k"):
        thousands = (1 if value is None else value) * 1000
        after = end + 2 if end + 1 < len(words) and words[end + 1] == "and" else end + 1
        more_end, more = _below_thousand(words, after)
        if more is not None and more < 1000 and not words[after].isdecimal():
            return more_end, thousands + more
        return end + 1, thousands
    return end, value


def _below_thousand(words: list[str], at: int) -> tuple[int, int | None]:
    """Read up to 999 (or "nineteen hundred"); 'a' counts before a scale only."""
    is_article = at + 1 < len(words) and words[at] in ("a", "an") and words[at + 1] in SCALES
    end, value = (at + 1, 1) if is_article else _below_hundred(words, at)
    if end < len(words) and words[end] == "hundred":
        hundreds = (1 if value is None else value) * 100
        after = end + 2 if end + 1 < len(words) and words[end + 1] == "and" else end + 1
        more_end, more = _below_hundred(words, after)
        if more is not None and not words[after].isdecimal():
            return more_end, hundreds + more
        return end + 1, hundreds
    return end, value


def _below_hundred(words: list[str], at: int) -> tuple[int, int | None]:
    if at >= len(words):
        return at, None
    word = words[at]
    if word.isdecimal():
        return at + 1, int(word)
    if word in TENS:
        unit = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
        return (at + 2, TENS[word] + unit) if unit else (at + 1, TENS[word])
    value = TEENS.get(word, UNITS.get(word))
    return (at, None) if value is None else (at + 1, value)


def _scaled(words: list[str], at: int) -> list[Piece]:
    """Read "seventy eight thousand seven hundred and one" or "eight hundred" as one number of a row of digits."""
    if words[at] in SCALES or words[at].isdecimal():
        return []
    end, value = quantity_at(words, at)
    said = words[at:end]
    if value is None or not SCALES.keys() & set(said):
        return []
    whole = Piece(end, str(value))
    if "hundred" not in said or "thousand" in said or said[-1] == "hundred" or "and" in said:
        return [whole]
    # "One eight hundred five five five": the five is a digit of its own.
    short = at + said.index("hundred") + 1
    return [Piece(short, str(quantity_at(words[:short], at)[1])), Piece(end, str(value), UNUSUAL)]


def _numeral_at(words: list[str], at: int) -> tuple[int, str]:
    """Return where the number at an index ends and how it is written; '' if there is none."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in ORDINALS:
        return at + 1, _ordinal(ORDINALS[word])
    if word in TENS and ORDINALS.get(following, 99) < 10:
        return at + 2, _ordinal(TENS[word] + ORDINALS[following])
    if word.isdecimal() and following not in SCALES:
        return at + 1, word
    if word == "one" and following not in SCALES and following not in _COUNTED:
        return at + 1, ""
    end, value = quantity_at(words, at)
    return (end, str(value)) if value is not None else (at + 1, "")


_COUNTED = frozenset("day days week weeks month months year hour hours dollar dollars buck bucks cent cents".split())


def _ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _gaps(parts: list[str]) -> list[str]:
    """Return what stands before each word."""
    gaps: list[str] = []
    gap = ""
    for part in parts:
        if part.strip():
            gaps.append(gap)
            gap = ""
        else:
            gap += part
    return gaps


def _goes_on(words: list[str], at: int, language: str) -> bool:
    return at >= len(words) or _is_digits(words[at], language)


def _is_digits(word: str, language: str) -> bool:
    return word.isdecimal() or (word,) in phrases(language) or word in REPEATS
