"""Texts as numbers: words and pairs of them, letters in a row, everyday concepts and pairs of them (tf-idf).

scikit-learn learns which there are and what each weighs; here that is applied to one text at a time. Its own way of it
takes ten times as long for one text, and two and a half seconds to import: so whoever reads trained classifiers needs
none of it. What comes out is the same (tests/dialog/understanding/test_features.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.dialog.understanding.concepts import concept_features, concepts_in, normalise
from callcenter.spoken.numbers.number_words import without_numbers

_WORD = r"[a-z0-9']+"
#: How many letters in a row are looked at, at least and at most, each word with a space on either side.
_LETTERS = (3, 5)
#: Letters by which an unknown form of a known word is known ("reimbursing", "appointment's").
_STEM = 5
#: Words that every wish has, and none can be known by.
_TELL_NOTHING = frozenset(
    "a an and am any are as at be been but by can could did do does for from had has have i if i'd i'll i'm i've in is "
    "it it's its i me my no of on or ours please she's so some that that's the their them then there these they "
    "this those to too was we we'd we'll we're were will with would yes yeah you your let let's go got get all be "
    "here hello hi like need needs thanks thank want wanted great good right okay ok sure yep just about again also "
    "not don't nope".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """One text's features: the places of those it has, and their values."""

    places: NDArray[np.intp]
    values: NDArray[np.float64]


class Features:
    """What texts are known by, learned from the examples.

    Args:
        texts: The examples.
        plain_of: What makes a text plain; by default it leaves out all that says nothing of a wish.
    """

    def __init__(self, texts: Sequence[str], *, plain_of: Callable[[str], str] = normalise) -> None:
        self._plain_of = plain_of
        plain = [plain_of(text) for text in texts]
        self._parts, self._rows = _learn(plain)
        self._known = frozenset(word for text in plain for word in text.split())
        self._stems = frozenset(word[:_STEM] for word in self._known if len(word) >= _STEM)

    def take_rows(self) -> Any:
        """Return the learned texts' features as one sparse matrix, a row each, and keep them no longer."""
        rows, self._rows = self._rows, None
        return rows

    def tell_something(self, text: str) -> bool:
        """Tell whether the words hold any that a wish could be known by: an everyday concept or a word of the examples.

        What a poor line leaves of "yes, please do that" ("as", "do that", "be fed") is like somebody's example, too.
        """
        plain = normalise(text)
        words = set(without_numbers(plain).split()) - _TELL_NOTHING
        return (
            bool(words & self._known) or any(word[:_STEM] in self._stems for word in words) or bool(concepts_in(plain))
        )

    def of(self, text: str) -> Row:
        """Return one text's features."""
        plain = self._plain_of(text)
        found = [part.of(plain) for part in self._parts]
        return Row(np.concatenate([one.places for one in found]), np.concatenate([one.values for one in found]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Features of one kind, as `TfidfVectorizer` has them: `rarities` are their inverse document frequencies."""

    terms: Callable[[str], Sequence[str]]
    places: Mapping[str, int]
    rarities: NDArray[np.float64]
    #: Features of the kinds before this.
    before: int
    weight: float
    #: Whether a term that is there n times counts 1 + ln n times, else n times.
    is_sublinear: bool

    def of(self, plain: str) -> Row:
        counts = Counter(place for term in self.terms(plain) if (place := self.places.get(term)) is not None)
        places = np.fromiter(counts, np.intp, len(counts))
        times = np.fromiter(counts.values(), np.float64, len(counts))
        values = (1 + np.log(times) if self.is_sublinear else times) * self.rarities[places - self.before]
        return Row(places, values * (self.weight / (np.sqrt(values @ values) or 1.0)))


def _words(plain: str) -> list[str]:
    words = re.findall(_WORD, plain)
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def _letters(plain: str) -> list[str]:
    return [letters for word in plain.split() for letters in _letters_of(f" {word} ")]


def _letters_of(word: str) -> Iterator[str]:
    """Yield a word's letters in a row; a shorter word as it is, and once."""
    shortest, longest = _LETTERS
    for length in range(shortest, longest + 1):
        for start in range(max(1, len(word) - length + 1)):
            yield word[start : start + length]
        if len(word) <= length:
            return


def _told_words(plain: Sequence[str]) -> list[str]:
    """Return the texts' words, and the pairs of words that several texts have: half of all pairs stand in one alone."""
    texts = Counter(term for text in plain for term in set(_words(text)))
    return sorted(term for term, count in texts.items() if count > 1 or " " not in term)


def _learn(plain: Sequence[str]) -> tuple[list[_Part], Any]:
    """Return the kinds of features of texts, and the texts' features as one sparse matrix."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    learned = (
        (1.0, _words, TfidfVectorizer(analyzer=_words, sublinear_tf=True, vocabulary=_told_words(plain))),
        (0.8, _letters, TfidfVectorizer(analyzer="char_wb", ngram_range=_LETTERS, sublinear_tf=True, min_df=2)),
        (1.0, concept_features, TfidfVectorizer(analyzer=concept_features, norm="l2")),
    )
    matrices = []
    parts: list[_Part] = []
    before = 0
    for weight, terms, vectorizer in learned:
        matrices.append(vectorizer.fit_transform(plain) * weight)
        places = {term: before + int(place) for term, place in vectorizer.vocabulary_.items()}
        parts.append(
            _Part(
                terms=terms,
                places=places,
                rarities=vectorizer.idf_,
                before=before,
                weight=weight,
                is_sublinear=vectorizer.sublinear_tf,
            )
        )
        before += len(places)
    return parts, csr_matrix(hstack(matrices))
