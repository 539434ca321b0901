"""A text classifier: logistic regression for each class, blended with naive Bayes.

scikit-learn takes two seconds to import, so it is imported where it trains: in a thread, while other models load. Who
reads what was trained doesn't need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.dialog.understanding.features import Row

#: Weight of naive Bayes beside the linear classifiers.
BAYES_SHARE = 0.3


class Classifier:
    """Logistic regression for each intent, blended with naive Bayes, which knows rare words better.

    scikit-learn trains them; their numbers are applied here, since its own checks of one row take longer than the row.
    """

    def __init__(self, rows: Any, labels: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.naive_bayes import MultinomialNB

        # After ten passes over the examples their order is what it is after fifty: a loose tolerance halves the time.
        linear = OneVsRestClassifier(
            LogisticRegression(C=8.0, tol=3.0, solver="liblinear", dual=True, class_weight="balanced", random_state=0)
        ).fit(rows, labels)
        bayes = MultinomialNB(alpha=0.1).fit(rows, labels)
        self.labels = [str(label) for label in linear.classes_]
        #: A row a feature, a column an intent; of two intents there is one estimator, of the second.
        self._weights = np.ascontiguousarray(np.vstack([one.coef_ for one in linear.estimators_]).T, np.float32)
        self._offsets = np.concatenate([one.intercept_ for one in linear.estimators_])
        self._likelihoods = np.ascontiguousarray(bayes.feature_log_prob_.T, np.float32)
        self._priors = bayes.class_log_prior_

    def probabilities(self, row: Row) -> NDArray[np.float64]:
        """Return the intents' probabilities, in the order of `labels`, for one text's features."""
        scores = row.values @ self._weights[row.places] + self._offsets
        linear = _softmax(np.array([0.0, scores[0]]) if len(self.labels) == 2 else scores)
        bayes = _softmax(row.values @ self._likelihoods[row.places] + self._priors)
        return (1 - BAYES_SHARE) * linear + BAYES_SHARE * bayes


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as probabilities: e to each, over their sum."""
    powers = np.exp(scores - scores.max())
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares
