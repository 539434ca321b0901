"""What a text is known by is what scikit-learn, which learned it, would say."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dialog.understanding.concepts import concept_features, normalise
from callcenter.dialog.understanding.features import Features
from tests.fakes.shipped import KEPT, shipped_intents, shipped_roster

_SCRIPTS = [folder.script for folder in shipped_roster().agents.values()]
#: Some hundreds of what the shipped agents' callers say.
EXAMPLES = sorted({text for script in _SCRIPTS for tool in script.tools for text in tool.examples})[::4]


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(EXAMPLES)


def dense(features: Features, text: str, size: int) -> np.ndarray:
    row = features.of(text)
    values = np.zeros(size)
    values[row.places] = row.values
    return values


class Learned:
    """The same three kinds, by scikit-learn alone."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

        plain = [normalise(text) for text in EXAMPLES]
        words = {"ngram_range": (1, 2), "token_pattern": r"[a-z0-9']+"}
        counted = CountVectorizer(binary=True, **words)
        texts = counted.fit_transform(plain).sum(axis=0).A1
        # Pairs of words that one text alone has are left out.
        told = [term for term, place in counted.vocabulary_.items() if " " not in term or texts[place] > 1]
        self._parts = (
            (1.0, TfidfVectorizer(sublinear_tf=True, vocabulary=sorted(told), **words)),
            (0.8, TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)),
            (1.0, TfidfVectorizer(analyzer=concept_features, norm="l2")),
        )
        for _, vectorizer in self._parts:
            vectorizer.fit(plain)

    def of(self, text: str) -> np.ndarray:
        plain = [normalise(text)]
        return np.concatenate([weight * part.transform(plain).toarray()[0] for weight, part in self._parts])


@pytest.fixture(scope="module")
def learned() -> Learned:
    return Learned()


@pytest.mark.parametrize(
    "text", ["", "a", "the bill the bill is the BILL", "I'd like 5 refunds", "zzz qqq", *EXAMPLES[::20]]
)
def test_features__of_one_text__are_those_of_the_library(features: Features, learned: Learned, text: str) -> None:
    expected = learned.of(text)

    np.testing.assert_allclose(dense(features, text, len(expected)), expected, rtol=1e-12, atol=1e-15)


@given(st.lists(st.sampled_from(" ".join(EXAMPLES).split()), max_size=12).map(" ".join) | st.text(max_size=40))
def test_features__of_any_words__are_those_of_the_library(features: Features, learned: Learned, text: str) -> None:
    expected = learned.of(text)

    np.testing.assert_allclose(dense(features, text, len(expected)), expected, rtol=1e-12, atol=1e-15)


def test_features__of_all_examples__are_the_rows_learned_from() -> None:
    features = Features(EXAMPLES)
    rows = features.take_rows()

    for text, row in zip(EXAMPLES, rows, strict=True):
        np.testing.assert_allclose(dense(features, text, rows.shape[1]), row.toarray()[0], rtol=1e-12, atol=1e-15)
    assert features.take_rows() is None


def test_classifiers__that_were_kept__are_read_and_rank_without_the_library() -> None:
    shipped_intents()
    (file,) = KEPT.glob("intents-*")
    reader = (
        "import sys; from pathlib import Path; from callcenter.dialog.understanding.intents import Intents;"
        f"found = Intents.read(Path({str(file)!r})).of('billing').rank('I want my money back');"
        "assert found[0].probability > 0;"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", reader], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
