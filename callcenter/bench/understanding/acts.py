"""Measures how dialog acts, consent and danger are told apart: the confusions, and the faults that must not happen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from callcenter.dialog.understanding.everyday import read_labelled
from callcenter.dialog.understanding.replies import TOLD_APART, ReplyKind, trained_replies
from callcenter.domain.dialog_act import Act, Asked, Consent
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.emergency import is_emergency

FILE = Path(__file__).parent / "acts.yaml"
#: What 340 people replied to a yes-or-no question, by an author who knew neither the tables nor the examples.
REPLIES = Path(__file__).parent / "replies.txt"
#: What they were asked, for the tables of consent.
_PROPOSED = "I'll book the technician for Monday, November 30th in the morning. Shall I do that?"


def bench_acts() -> dict[str, Any]:
    """Return the shares told right, the confusions of acts, false yeses, emergencies missed and false alarms."""
    found = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    acts = [
        (Act(act), Asked(asked), text)
        for act, by in found["acts"].items()
        for asked, texts in by.items()
        for text in texts
    ]
    told = [(act, read_acts(text, asked=asked).act, text) for act, asked, text in acts]
    replies = [(Consent(verdict), text) for verdict, texts in found["consent"].items() for text in texts]
    answers = [(verdict, consent(text), text) for verdict, text in replies]
    return {
        "acts": {
            "count": len(told),
            "right_percent": _percent(sum(act is got for act, got, _ in told), len(told)),
            "confused": _confusions((act.value, got.value) for act, got, _ in told),
        },
        "consent": {
            "count": len(answers),
            "right_percent": _percent(sum(verdict is got for verdict, got, _ in answers), len(answers)),
            "false_yes": sum(got is Consent.YES and verdict is not Consent.YES for verdict, got, _ in answers),
            "confused": _confusions((verdict.value, got.value) for verdict, got, _ in answers),
        },
        "emergency": {
            "count": len(found["danger"]),
            "found_percent": _percent(sum(map(is_emergency, found["danger"])), len(found["danger"])),
            "near_misses": len(found["harmless"]),
            "false_alarm_percent": _percent(sum(map(is_emergency, found["harmless"])), len(found["harmless"])),
        },
        "misses": [
            {"text": text, "meant": meant.value, "told": got.value}
            for meant, got, text in (*told, *answers)
            if meant is not got
        ],
    }


def bench_replies() -> dict[str, Any]:
    """Return how well replies to a yes-or-no question are told apart, and how often the tables find a yes in one."""
    replies = [(ReplyKind(label), text) for text, label in read_labelled(REPLIES)]
    model = trained_replies()
    told = [(kind, *model.kind(text), text) for kind, text in replies]
    sure = [(kind, got) for kind, got, probability, _ in told if probability >= TOLD_APART]
    agreed = [kind for kind, text in replies if consent(text, proposal=_PROPOSED) is Consent.YES]
    return {
        "count": len(replies),
        "right_percent": _percent(sum(kind is got for kind, got, _, _ in told), len(told)),
        "sure_percent": _percent(len(sure), len(told)),
        "sure_wrong_percent": _percent(sum(kind is not got for kind, got in sure), len(told)),
        "false_yes": sum(kind is not ReplyKind.AGREE for kind in agreed),
        "yes_found_percent": _percent(
            sum(kind is ReplyKind.AGREE for kind in agreed), sum(kind is ReplyKind.AGREE for kind, _ in replies)
        ),
        "confused": _confusions((kind.value, got.value) for kind, got, _, _ in told),
        "misses": [
            {"text": text, "meant": kind.value, "told": got.value} for kind, got, _, text in told if kind is not got
        ],
    }


def _percent(count: int, of: int) -> float:
    return round(100 * count / of, 1)


def _confusions(pairs: Any) -> dict[str, int]:
    """Return how often one thing was taken for another, the most frequent first: the matrix without its diagonal."""
    counted = Counter(f"{meant} as {got}" for meant, got in pairs if meant != got)
    return dict(counted.most_common())
