"""What replies to a yes-or-no question do, beside the tables of consent."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter.bench.understanding.acts import REPLIES, bench_replies
from callcenter.dialog.understanding.everyday import read_labelled, reply_examples
from callcenter.dialog.understanding.replies import TOLD_APART, ReplyKind, trained_replies
from callcenter.spoken.words import plain_words


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return bench_replies()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("that's a bit early for me", ReplyKind.OTHERWISE),
        ("I'm at work until four on Mondays", ReplyKind.OTHERWISE),
        ("you'd do what, sorry", ReplyKind.AGAIN),
        ("the bell doesn't work by the way", ReplyKind.REMARK),
        ("let me just ask my husband", ReplyKind.HOLD),
        ("does that cost me anything?", ReplyKind.ASK),
        ("no, I've decided against it", ReplyKind.DECLINE),
        ("that would be wonderful, thanks", ReplyKind.AGREE),
        ("hm, I really don't know", ReplyKind.UNSURE),
        ("forget that, I want my money back", ReplyKind.WISH),
    ],
)
def test_reply__that_is_no_example__is_told_apart_and_surely(said: str, kind: ReplyKind) -> None:
    assert said not in dict(reply_examples())

    found, probability = trained_replies().kind(said)

    assert found is kind
    assert probability >= TOLD_APART


def test_replies__of_people_nobody_knew__are_mostly_right_and_hardly_ever_surely_wrong(figures: dict[str, Any]) -> None:
    assert figures["count"] >= 300
    assert figures["right_percent"] >= 80
    assert figures["sure_wrong_percent"] <= 5
    assert figures["false_yes"] == 0


def test_replies__that_measure__are_no_examples() -> None:
    examples = {plain_words(text) for text, _ in reply_examples()}

    assert not [text for text, _ in read_labelled(REPLIES) if plain_words(text) in examples]
