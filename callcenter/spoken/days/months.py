"""Months that callers speak of when they look back: "in September", "last month", "older than October"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from callcenter.spoken.days.day_steps import MONTH, MONTHS
from callcenter.spoken.words import plain_words

#: What only may be a month's name ("may I", "march", "sun"): it has to stand where a month stands.
_DOUBTFUL = ("may", "march", "mar", "sep", "dec", "jan")
_STANDS = r"(?:in|of|for|from|since|my|your|the|during|until|last|this|back in|than|before|until)"
_NAMED = re.compile(
    rf"\b(?:(?P<led>{_STANDS}) )?(?P<month>{MONTH})(?:'s)?(?: (?P<year>20\d\d))?"
    r"(?P<after> (?:bill|invoice|payment|statement|one)s?)?\b(?! \d{1,2}(?:st|nd|rd|th)?\b)"
)
_BEFORE = re.compile(
    r"\b(?:before|prior to|(?:older|earlier|further back)(?: \w+){0,2} than)(?: the)?(?: one (?:in|of|for))? $"
)
_LAST_MONTH = re.compile(r"\b(?:last|(?:the )?previous|(?:the )?past) month\b|\ba month ago\b")
_MONTH_BEFORE_LAST = re.compile(r"\bmonth before (?:last|that)\b|\b(?:two|2) months (?:ago|back)\b")
_THIS_MONTH = re.compile(r"\bthis month\b")


def read_month(text: str, today: date, *, is_bound: bool = False) -> str:
    """Return the month (YYYY-MM) that a text looks back to, the latest of its name; '' if it names none.

    Args:
        text: What the caller said.
        today: The business's day.
        is_bound: The month before which something is looked for, in place of that in which.

    >>> read_month("what did I pay in December", date(2026, 11, 27))
    '2025-12'
    """
    plain = plain_words(text)
    for found in _NAMED.finditer(plain):
        before = plain[: found.start("month")]
        if is_bound != (_BEFORE.search(before) is not None):
            continue
        stands = found["led"] or found["after"] or found["year"]
        if found["month"] in _DOUBTFUL and not stands:
            continue
        number = MONTHS[found["month"]]
        year = int(found["year"]) if found["year"] else today.year - (number > today.month)
        return f"{year:04d}-{number:02d}"
    if is_bound:
        return ""
    first = today.replace(day=1)
    if _MONTH_BEFORE_LAST.search(plain):
        return f"{((first - timedelta(days=1)).replace(day=1) - timedelta(days=1)):%Y-%m}"
    if _LAST_MONTH.search(plain):
        return f"{(first - timedelta(days=1)):%Y-%m}"
    return f"{first:%Y-%m}" if _THIS_MONTH.search(plain) else ""
