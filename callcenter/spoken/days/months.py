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
#: What leads to a month that isn't the one asked about: "not October", "higher than in October".
_SET_ASIDE = re.compile(
    r"\b(?:not|isn't|wasn't|than|compared (?:to|with)|unlike|instead of|(?:have|got|see) only)"
    r"(?: (?:the|that|this|my|it's|one|bill|invoice|in|of|for|from|on)){0,4} $"
)
#: Where a sentence ends, but for a month cut short ("Oct. bill").
_SENTENCE_END = re.compile(r"(?<!\b[A-Z][a-z]{2})(?<=[.!?])\s+")
_PUTS_RIGHT = re.compile(r"(?:no|nope|sorry|i mean|i meant|actually)\b")
_LAST_MONTH = re.compile(r"\b(?:last|(?:the )?previous|(?:the )?past) month\b|\ba month ago\b")
_MONTH_BEFORE_LAST = re.compile(r"\bmonth before (?:last|that)\b|\b(?:two|2) months (?:ago|back)\b")
_THIS_MONTH = re.compile(r"\bthis month\b")

_NEWEST_BILL = re.compile(r"\b(?:newest|latest|most recent) (?:\w+ )?(?:bill|invoice|statement|one)\b")
_OF_PAYING = re.compile(r"\b(?:paid|pay|pays|paying|payments?)\b")


def read_month(text: str, today: date, *, is_bound: bool = False) -> str:
    """Return the month (YYYY-MM) that a text looks back to, the latest of its name; '' if it names none.

    Of several, that of the sentence that puts something right counts, else that of a question, else the last one's.

    Args:
        text: What the caller said.
        today: The business's day.
        is_bound: The month before which something is looked for, in place of that in which.

    >>> read_month("what did I pay in December", date(2026, 11, 27))
    '2025-12'
    >>> read_month("October is fine. And this month, November? I think it's new.", date(2026, 11, 27))
    '2026-11'
    """
    sentences = _SENTENCE_END.split(text.strip())
    sentences.sort(key=_weight)  # stable: the last of the weightiest stands last
    return next((month for one in reversed(sentences) if (month := _of_sentence(one, today, is_bound=is_bound))), "")


def _weight(sentence: str) -> int:
    """Return how much a sentence says about which month is meant, beside others."""
    return 2 if _PUTS_RIGHT.match(plain_words(sentence)) else int(sentence.rstrip().endswith("?"))


def _of_sentence(sentence: str, today: date, *, is_bound: bool) -> str:
    plain = plain_words(sentence)
    for found in _NAMED.finditer(plain):
        before = plain[: found.start("month")]
        if is_bound != (_BEFORE.search(before) is not None) or (not is_bound and _SET_ASIDE.search(before)):
            continue
        stands = found["led"] or found["after"] or found["year"]
        if found["month"] in _DOUBTFUL and not stands:
            continue
        number = MONTHS[found["month"]]
        year = int(found["year"]) if found["year"] else today.year - (number > today.month)
        return f"{year:04d}-{number:02d}"
    return "" if is_bound else _by_steps(plain, today)


def _by_steps(plain: str, today: date) -> str:
    first = today.replace(day=1)
    if _MONTH_BEFORE_LAST.search(plain):
        return f"{((first - timedelta(days=1)).replace(day=1) - timedelta(days=1)):%Y-%m}"
    for found in _LAST_MONTH.finditer(plain):
        if not _SET_ASIDE.search(plain[: found.start()]):
            return f"{(first - timedelta(days=1)):%Y-%m}"
    is_newest = _NEWEST_BILL.search(plain) and not _OF_PAYING.search(plain)
    return f"{first:%Y-%m}" if is_newest or _THIS_MONTH.search(plain) else ""
