"""Writes a segment down by a beam search: the likeliest few readings are followed at once, not only the likeliest one.

A reading's score is what the network says of the sound and, at a small weight, how much it is like what callers say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcenter.models.local.hearing.expected_words import BEFORE_ALL, ExpectedWords, Said
from callcenter.models.local.hearing.vocabulary import END
from callcenter.models.local.hearing.weights import Floats, Weights, chosen

#: Readings that are followed at once, and continuations of each that are looked at.
READINGS = 6
CONTINUATIONS = 12
#: Weight of what is expected beside what is heard (`docs/measured.md`, hearing).
EXPECTED_WEIGHT = 0.1
#: A reading ends only if that is likely, or nearly as likely as the best word to go on with (natural logarithm):
#: few words cost less than many, and the second sentence of a breath would go (A. Hannun: Sequence-to-sequence speech
#: recognition with time-depth separable convolutions, 2019, section 2.3).
END_NEAR_BEST = 1.0
#: A reading of so few tokens has no words, or one: a mark and the end. Sums favour it over any sentence in noise, which
#: then would go as a whole; it counts only with so much certainty. Where there is nothing to hear, the network knows.
NOTHING, NOTHING_AT_LEAST = 2, -1.5
#: Tokens to a second of speech at most: what is longer has lost its way (moonshine's own limit).
TOKENS_PER_S = 6.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """Some of a segment as it may be read. Scores are sums of natural logarithms of probabilities."""

    tokens: tuple[int, ...] = ()
    heard: float = 0.0
    expected: float = 0.0
    said: Said = BEFORE_ALL

    @property
    def score(self) -> float:
        """By which the best reading is found."""
        return self.heard + EXPECTED_WEIGHT * self.expected

    @property
    def certainty(self) -> float:
        """How sure the network is of what it heard: the mean over the tokens, 0 at best."""
        return self.heard / max(1, len(self.tokens))


def read(
    weights: Weights,
    expected: ExpectedWords,
    sound: Floats,
    *,
    seconds: float,
    only: Floats | None = None,
    heard_at_least: float = -np.inf,
    most: int = READINGS,
) -> list[Hypothesis]:
    """Return the readings of what `Weights.hear` heard, the best first; none if nothing may be written.

    Args:
        weights: The networks.
        expected: What callers are likely to say.
        sound: What was heard.
        seconds: How long it lasts.
        only: Added to the score of each token: 0 for those that may be written, minus infinity for the others.
        heard_at_least: Readings that are less likely by their sound (`Hypothesis.heard`) are of no use.
        most: Readings that are followed at once.
    """
    scores, memory = weights.begin(sound)
    readings, whole = [Hypothesis()], list[Hypothesis]()
    for _ in range(int(seconds * TOKENS_PER_S) + 2):
        best = sorted(
            (
                (reading, row)
                for row, before in enumerate(readings)
                for reading in _continued(before, scores[row] if only is None else scores[row] + only, expected)
                if reading.heard >= heard_at_least
            ),
            key=lambda one: -one[0].score,
        )
        readings, rows = [], []
        for reading, row in best[: 2 * most]:
            if reading.tokens[-1] == END:
                if len(reading.tokens) > NOTHING or reading.certainty >= NOTHING_AT_LEAST:
                    whole.append(reading)
            elif len(readings) < most:
                readings.append(reading)
                rows.append(row)
        # A score only falls: what is whole and best stays so.
        if not readings or (whole and max(one.score for one in whole) >= readings[0].score):
            break
        scores, memory = weights.go_on(sound, [one.tokens[-1] for one in readings], chosen(memory, rows))
    return sorted(whole or readings, key=lambda one: -one.score)


def _continued(before: Hypothesis, scores: Floats, expected: ExpectedWords) -> list[Hypothesis]:
    found = []
    may_end = scores[END] >= scores.max() - END_NEAR_BEST
    for token in np.argpartition(scores, -CONTINUATIONS)[-CONTINUATIONS:].tolist():
        if scores[token] == -np.inf or (token == END and not may_end):
            continue
        likely, said = expected.after(before.said, token)
        found.append(
            Hypothesis(
                tokens=(*before.tokens, token),
                heard=before.heard + float(scores[token]),
                expected=before.expected + likely,
                said=said,
            )
        )
    return found
