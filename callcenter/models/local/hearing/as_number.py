"""Reads a segment once more as nothing but a number, after the caller was asked for one.

"Eight two six, nine eight" begins with a sound that the network takes for an article ("A two six…"). The second search
may write digits and what people say around them; it counts only if the sound bears it nearly as well.
"""

from __future__ import annotations

import numpy as np

from callcenter.models.local.hearing.search import Hypothesis
from callcenter.models.local.hearing.vocabulary import END, Vocabulary
from callcenter.models.local.hearing.weights import Floats
from callcenter.spoken.answer_shape import count_digits
from callcenter.spoken.numbers.number_words import DIGITS
from callcenter.spoken.words import plain_words

#: How much less likely the number may be than the best reading of all (natural logarithm, `docs/measured.md`).
NEARLY_AS_WELL = 6.0
#: A single digit is in many a sentence.
_LEAST_DIGITS = 2
#: Of one word by itself less is believed: "or" and "bye" that were "four" and "five" bear the digit by 2.0 and less,
#: mostly, a real "bye", "hi" or "no" by 3.6 and more.
_LONE_NEARLY_AS_WELL = 2.5
#: What people say to themselves before a number as often as in one.
_LONE_OH = "oh"

_ALSO = "oh double triple"
_AROUND = "it's my account number is the zip code sure okay yes um"
_MARKS = frozenset(".,-?")
#: Figures in one token.
_LONGEST = 2


def number_tokens(vocabulary: Vocabulary) -> Floats:
    """Return what `search.read` takes as `only`: a number's tokens, and those of the words around it."""
    words = [*DIGITS, *_ALSO.split(), *_AROUND.split(), "ZIP"]
    # "Five", and "-five" of "nine-five".
    said = vocabulary.tokens(" ".join(form for word in words for form in (word, word.capitalize(), f"-{word}")))
    letters = {vocabulary.piece(token).strip() for token in said} | _MARKS | {""}
    only = np.full(len(vocabulary.pieces), -np.inf, dtype=np.float32)
    for token in range(len(only)):
        # By its letters: some stand in the vocabulary twice.
        piece = vocabulary.piece(token).strip()
        if piece in letters or (len(piece) <= _LONGEST and piece.isdecimal()):
            only[token] = 0.0
    only[END] = 0.0
    return only


def as_number(free: Hypothesis, number: Hypothesis, vocabulary: Vocabulary) -> bool:
    """Tell whether a reading as a number is to be taken in place of the best free one."""
    if free.heard - number.heard > NEARLY_AS_WELL:
        return False
    heard, read = vocabulary.text(free.tokens), vocabulary.text(number.tokens)
    digits = count_digits(read)
    if digits == 1 and len(heard.split()) == len(read.split()) == 1 and count_digits(heard) == 0:
        # A caller who says one digit after the other. "What?" sounds much like "one".
        is_near = free.heard - number.heard <= _LONE_NEARLY_AS_WELL
        return is_near and not heard.endswith("?") and plain_words(read) != _LONE_OH
    return digits >= _LEAST_DIGITS and digits > count_digits(heard)
