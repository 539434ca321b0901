"""Measures how spoken values and corrections are read: right, asked about, or wrong. Wrong is what must not happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from callcenter.spoken.correcting import Corrected, Excluded
from callcenter.spoken.correction import read_correction
from callcenter.spoken.reading import Filled, Partial
from callcenter.spoken.values import read_value

FILE = Path(__file__).parent / "values.yaml"
#: The day on which the file's callers speak: a Monday.
TODAY = date(2026, 11, 23)
#: The kinds of value in the file, as the sample business's tools describe them.
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "account": {"format": "digits", "minLength": 8, "maxLength": 8},
    "zip": {"format": "postcode", "minLength": 5, "maxLength": 5},
    "phone": {"format": "phone"},
    "date": {"format": "date"},
    "time": {"format": "time"},
    "money": {"format": "money"},
    "part": {"enum": ["morning", "afternoon", "evening"]},
}
OUTCOMES = ("right", "asked", "wrong")


def bench_values() -> dict[str, Any]:
    """Return, for spoken values and corrections, tuned and held out, the shares that were right, asked and wrong."""
    return {
        f"{what}_{part}": _summary([judge(what, *case) for case in cases(what, part)])
        for what in ("spoken", "corrections")
        for part in ("tuned", "second", "held_out")
    }


def cases(what: str, part: str) -> list[tuple[str, str, Any]]:
    """Return a part's cases: kind (for corrections with the value so far), words, and what is expected."""
    found = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))[what][part]
    return [(kind, str(said), expected) for kind, lines in found.items() for said, expected in lines.items()]


def judge(what: str, kind: str, said: str, expected: Any) -> tuple[str, str, str]:
    """Return a case's outcome, its kind and its words."""
    if what == "spoken":
        return _judge_spoken(kind, said, expected), kind, said
    name, _, so_far = kind.partition(" ")
    return _judge_correction(name, so_far, said, expected), kind, said


def _judge_spoken(kind: str, said: str, expected: Any) -> str:
    read = read_value(SCHEMAS[kind], said, today=TODAY)
    if isinstance(read, Filled):
        return "right" if read.value == expected else "wrong"
    if isinstance(expected, str) and expected.startswith("partial "):
        return "right" if read == Partial(digits=expected.removeprefix("partial ")) else "asked"
    return "right" if expected == "ask" else "asked"


def _judge_correction(kind: str, so_far: str, said: str, expected: Any) -> str:
    value = int(so_far) if kind == "money" else so_far
    found = read_correction(SCHEMAS[kind], said, value, today=TODAY)
    if isinstance(found, Corrected):
        return "right" if found.value == expected and expected not in ("ask", "part", "none") else "wrong"
    if isinstance(found, Excluded):
        return "right" if isinstance(expected, list) and list(found.values) == expected[1:] else "asked"
    if found is None:
        return "right" if expected == "none" else "asked"
    return "right" if expected in ("ask", "part") else "asked"


def _summary(judged: list[tuple[str, str, str]]) -> dict[str, Any]:
    counted = Counter(outcome for outcome, _, _ in judged)
    return {
        "count": len(judged),
        **{f"{outcome}_percent": round(100 * counted[outcome] / len(judged), 1) for outcome in OUTCOMES},
        "misses": [
            {"outcome": outcome, "kind": kind, "said": said} for outcome, kind, said in judged if outcome != "right"
        ],
    }
