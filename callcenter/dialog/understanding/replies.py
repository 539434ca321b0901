"""What a reply to a yes-or-no question does: a second opinion beside the tables of `spoken.act.consent`.

The tables know what yes and no are made of, and are what a deed needs. What is neither has a thousand forms ("that's
too soon", "my daughter will be in", "is that the earliest?"), and a classifier that learned from `replies.txt` tells
them apart: a reply that wants it otherwise is no plain no, and a remark is none either. It never makes a yes.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from callcenter.dialog.understanding.classifier import Classifier
from callcenter.dialog.understanding.everyday import reply_examples
from callcenter.dialog.understanding.features import Features
from callcenter.spoken.words import plain_words

#: Probability at which a reply is taken for what the classifier says, where the tables say no or nothing.
TOLD_APART = 0.8


class ReplyKind(StrEnum):
    """What a reply to a yes-or-no question does."""

    AGREE = "agree"
    DECLINE = "decline"
    #: Wants it, but another day, amount or way.
    OTHERWISE = "otherwise"
    #: Asks something before it answers.
    ASK = "ask"
    #: Wants to hear again what exactly would be done.
    AGAIN = "again"
    HOLD = "hold"
    #: Says something that neither agrees nor declines nor asks.
    REMARK = "remark"
    UNSURE = "unsure"
    #: Leaves it, and wants something else.
    WISH = "wish"


class ReplyModel:
    """The classifier of replies. `kind` takes a fraction of a millisecond and may be used by many calls at once."""

    def __init__(self) -> None:
        texts = [text for text, _ in reply_examples()]
        self._features = Features(texts, plain_of=_plain)
        self._classifier = Classifier(self._features.take_rows(), [label for _, label in reply_examples()])
        self._kinds = [ReplyKind(label) for label in self._classifier.labels]

    def kind(self, text: str) -> tuple[ReplyKind, float]:
        """Return the likeliest kind of a reply, and its probability."""
        found = self._classifier.probabilities(self._features.of(text))
        best = int(found.argmax())
        return self._kinds[best], float(found[best])


def _plain(text: str) -> str:
    """Return a reply's plain words; whether it ends as a question is one of them, and what its numbers are is none."""
    asked = " qq" if text.rstrip().endswith("?") else ""
    return re.sub(r"\b\d+\w*\b", "#", plain_words(text)) + asked


@cache
def trained_replies() -> ReplyModel:
    """Return the classifier of replies, trained once a process."""
    return ReplyModel()
