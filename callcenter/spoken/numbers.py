"""Numbers as people say them on the phone: digit by digit, in pairs, as amounts of money."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "naught": 0,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}
_REPEATS = {"double": 2, "triple": 3, "treble": 3}
_ZEROS = {"oh", "o"}
#: What recognisers write for a digit said alone; believed only between other digits.
_SOUNDS_LIKE = {"to": 2, "too": 2, "for": 4, "fore": 4, "won": 1, "ate": 8, "tree": 3, "fife": 5}
#: Words that may stand inside a number without ending it.
_INSIDE = {"um", "uh", "er", "erm", "dash", "hyphen", "space", "then"}

_TOKEN = re.compile(r"[a-z']+|\d+")


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said in one breath, in the pieces they were said in (``("40", "71", "8", "8")``)."""

    pieces: tuple[str, ...]

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(self.pieces)

    def of_length(self, least: int, most: int) -> str:
        """Return the first whole pieces that make a number of the length, the longest such; '' where none do."""
        best = ""
        for start in range(len(self.pieces)):
            joined = ""
            for piece in self.pieces[start:]:
                joined += piece
                if len(joined) > most:
                    break
                if len(joined) >= least and len(joined) > len(best):
                    best = joined
        return best


def digit_runs(text: str) -> list[DigitRun]:
    """Return the numbers of a text as digits, each run ended by a word that belongs to no number.

    >>> [run.digits for run in digit_runs("it's four oh seven one, double eight, twenty three and my zip is 78701")]
    ['40718823', '78701']
    """
    words = _words(text)
    runs: list[DigitRun] = []
    pieces: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        piece, used = _piece(words, index, is_inside=bool(pieces))
        if piece:
            pieces.append(piece)
        elif not (pieces and word in _INSIDE) and pieces:
            runs.append(DigitRun(tuple(pieces)))
            pieces = []
        index += used
    if pieces:
        runs.append(DigitRun(tuple(pieces)))
    return runs


def digits_in(text: str) -> str:
    """Return all digits of a text in order; '' where there are none.

    >>> digits_in("forty seventy one, eighty eight twenty three")
    '40718823'
    """
    return "".join(run.digits for run in digit_runs(text))


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers in a text, said as words ("one hundred and five") or written (105; 1,050)."""
    words = [*_words(text), ""]
    found: list[int] = []
    total = current = 0
    is_open = False
    previous = ""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        value = _value(word)
        if value is not None:
            joins = previous in _SCALES or previous == "and" or (previous in _TENS and 0 < value < 10)
            if is_open and not joins:
                found.append(total + current)
                total = current = 0
            current, is_open = current + value, True
        elif word in _SCALES:
            if _SCALES[word] == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * 1000, 0
            is_open = True
        elif not (word == "and" and is_open and previous in _SCALES and _value(following) is not None):
            if is_open:
                found.append(total + current)
            total = current = 0
            is_open = False
        previous = word
    return found


def _words(text: str) -> list[str]:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b(?!,?\d))", "", text.lower().replace("-", " "))
    return _TOKEN.findall(plain)


def _value(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word in _ZEROS:
        return None
    return next((table[word] for table in (_UNITS, _TEENS, _TENS) if word in table), None)


def _piece(words: list[str], index: int, *, is_inside: bool) -> tuple[str, int]:
    """Return the digits of the word at the index (and those it goes with), and how many words that took."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word.isdigit():
        return word, 1
    if word in _REPEATS and _is_digit(following):
        piece, used = _piece(words, index + 1, is_inside=True)
        return piece * _REPEATS[word], used + 1
    if (number := _said_as_number(words, index)) is not None:
        return number
    if word in _TENS:
        unit = _UNITS.get(following, 0) if following not in _ZEROS else 0
        return (str(_TENS[word] + unit), 2) if unit else (str(_TENS[word]), 1)
    if word in _TEENS:
        return str(_TEENS[word]), 1
    if word in _ZEROS:
        return ("0", 1) if is_inside or _is_digit(following) else ("", 1)
    if word in _UNITS:
        return str(_UNITS[word]), 1
    if word in _SOUNDS_LIKE and is_inside and (_is_digit(following) or not following):
        return str(_SOUNDS_LIKE[word]), 1
    return "", 1


def _said_as_number(words: list[str], index: int) -> tuple[str, int] | None:
    """Read "seventy eight thousand seven hundred and one" or "eight hundred" as one number; None for digits."""
    end = index
    while end < len(words) and (
        _value(words[end]) is not None or words[end] in _SCALES or (words[end] == "and" and words[end - 1] in _SCALES)
    ):
        end += 1
    if words[index] in _SCALES or words[index].isdigit():
        return None
    for stop in range(end, index, -1):
        part = words[index:stop]
        is_number = "thousand" in part or part[-1] == "hundred" or ("hundred" in part and "and" in part)
        if is_number and part[-1] != "and":
            found = numbers_in(" ".join(part))
            if len(found) == 1:
                return str(found[0]), stop - index
    return None


def _is_digit(word: str) -> bool:
    return word.isdigit() or word in _UNITS or word in _TEENS or word in _TENS or word in _REPEATS
