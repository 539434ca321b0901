"""Words that recognisers write for digits: "thanks to zero three" for six two zero three.

Known mistakes have a cost of their own; any other word is compared by its sound, and costs so much that it makes a
question, never a value.
"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import Levenshtein

from callcenter.spoken.numbers.number_words import REPEATS, TENS
from callcenter.spoken.numbers.numbers import Piece

#: Costs up to this are believed if the number then has the right length.
BELIEVED = 1.2
#: Costs up to this are asked about ("Was that ...?").
ASKED = 3.0

#: Digit: what is heard for it, from the likeliest on. Costs 0.2 (the same sound), 0.4 (nearly), 0.6 (alike).
_SAME = {
    "0": "owe", "1": "won wun", "2": "to too tu", "3": "tree", "4": "for fore", "5": "fife", "6": "sex sicks sics",
    "7": "sevin saven", "8": "ate aight", "9": "nein",
}  # fmt: skip
_NEAR = {
    "0": "hero sero xero cero thero", "1": "wan juan one's", "2": "two's tew", "3": "free three's", "4": "four's ford",
    "5": "five's hive", "6": "six's sax fix sick", "7": "heaven sven severn seven's", "8": "eight's hate eighth eat",
    "9": "nigh nine's line mine ninth",
}  # fmt: skip
_ALIKE = {
    "0": "all owl or oar a l el ell",
    "1": "want when", "2": "do", "4": "far", "5": "fight live dive", "6": "thanks seeks sits", "8": "late it a",
    "9": "night knight",
}  # fmt: skip
#: Tens that fall into two words.
_IN_TWO = {
    ("for", "tea"): "40", ("for", "ty"): "40", ("four", "tea"): "40", ("six", "tea"): "60", ("sex", "tea"): "60",
    ("seven", "tea"): "70", ("ate", "tea"): "80", ("eight", "tea"): "80", ("nine", "tea"): "90",
    ("for", "teen"): "14", ("four", "teen"): "14", ("six", "teen"): "16", ("sex", "teen"): "16",
    ("seven", "teen"): "17", ("ate", "teen"): "18", ("nine", "teen"): "19",
}  # fmt: skip
_SOUNDS = {
    "0": "ziro", "1": "wan", "2": "tu", "3": "tri", "4": "for", "5": "faiv", "6": "siks", "7": "sevn", "8": "eit",
    "9": "nain",
}  # fmt: skip
#: How alike two sounds must be (0-1) to be asked about at all.
_LEAST_ALIKE = 0.5
#: Words too common beside numbers to be compared by sound.
_PLAIN_WORDS = frozenset(
    "the a an is it's its my i in on of and or not no yes zip code number account at that this was be with please are "
    "sorry wait actually but mean make rather oops correction start over again instead".split()
)  # fmt: skip


def alike_at(words: list[str], at: int) -> list[Piece]:
    """Return the digits that the word (or two) at an index may stand for by its sound, the likeliest first.

    >>> [piece.digits for piece in alike_at(["thanks"], 0)]
    ['6']
    """
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    alone = [Piece(at + 1, digit, cost) for digit, cost in _alike(word)]
    if digits := _IN_TWO.get((word, following)):
        return [Piece(at + 2, digits, 0.4), *alone]
    near = [(digit, cost) for digit, cost in _alike(following) if cost < BELIEVED]
    if word in REPEATS:
        return [Piece(at + 2, digit * REPEATS[word], cost) for digit, cost in near]
    if word in TENS:
        return [Piece(at + 2, str(TENS[word] + int(digit)), cost) for digit, cost in near if digit != "0"]
    return alone


@cache
def _alike(word: str) -> tuple[tuple[str, float], ...]:
    for table, cost in ((_SAME, 0.2), (_NEAR, 0.4), (_ALIKE, 0.6)):
        # "A" is an "oh" as often as an eight: asked about.
        if found := tuple((digit, cost) for digit, heard in table.items() if word in heard.split()):
            return found
    if word in _PLAIN_WORDS or word.isdigit() or len(word) > 7:
        return ()
    sound = _sound(word)
    likeness = {digit: Levenshtein.normalized_similarity(sound, known) for digit, known in _SOUNDS.items()}
    near = sorted((digit for digit in likeness if likeness[digit] >= _LEAST_ALIKE), key=lambda digit: -likeness[digit])
    return tuple((digit, BELIEVED + 1 - likeness[digit]) for digit in near[:2])


def _sound(word: str) -> str:
    """Return roughly how an English word sounds, letter by letter."""
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return word


_SPELLINGS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"'.*$", ""), (r"igh|ei(?=n)|y(?=.)", "ai"), (r"i(?=[^aeiou]e$)", "ai"), (r"ai(?=t)|a(?=[^aeiou]e$)", "ei"),
        (r"(?<=[^aeiou])e$", ""), (r"ck|c(?=[aou])|q", "k"), (r"x", "ks"), (r"ph", "f"), (r"th", "t"),
        (r"oo|ew|ou", "u"), (r"ee|ea", "i"), (r"(.)\1", r"\1"), (r"c", "s"), (r"en$", "n"),
    )
)  # fmt: skip
