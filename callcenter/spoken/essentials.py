"""What matters in a sentence that somebody is to agree to: its numbers, days, months and parts of the day.

Two sentences that say the same in other words have the same essentials: "49 dollars and 90 cents" and "$49.90",
"the twenty-seventh of November" and "November 27th". English; amounts and dates of other languages aren't read.
"""

from __future__ import annotations

import re

from callcenter.spoken.numbers.numbers import digit_runs, numbers_in

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = "january february march april may june july august september october november december".split()
_PARTS = frozenset("morning afternoon evening night noon midnight".split())
#: Months that are words of their own too: they count beside a number only.
_AMBIGUOUS = frozenset({"may", "march"})

_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fourth": "four", "fifth": "five", "sixth": "six",
    "seventh": "seven", "eighth": "eight", "ninth": "nine", "tenth": "ten", "eleventh": "eleven",
    "twelfth": "twelve", "thirteenth": "thirteen", "fourteenth": "fourteen", "fifteenth": "fifteen",
    "sixteenth": "sixteen", "seventeenth": "seventeen", "eighteenth": "eighteen", "nineteenth": "nineteen",
    "twentieth": "twenty", "thirtieth": "thirty",
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_LONE_DAY = re.compile(rf"\b(?:the )?((?:(?:twenty|thirty)[ -])?(?:{'|'.join(_ORDINALS)})|\d\d?(?:st|nd|rd|th))\b")
_DATED = re.compile(
    rf"(?P<before>\b(?:{_MONTH}|twenty|thirty)[ -])(?P<after_month>{'|'.join(_ORDINALS)})\b"
    rf"|\b(?P<of_month>{'|'.join(_ORDINALS)})(?= of (?:{_MONTH})\b)"
)
#: "One" that counts nothing.
_THAT_ONE = re.compile(
    r"\b(which|the|that|this|another|each|next|free|no) one\b|\bone (moment|second|minute|thing|more|last|time|of)\b"
)
#: Digits in a row from which a number is one that is dialled or written down, not counted.
_LONG = 7
#: Digits by which two phone numbers are compared, so that a country code doesn't matter.
_COMPARED = 10
_WORD = re.compile(r"[a-z]+")
_CLOCK = r"(?:\d\d?(?::\d\d)? [AP]M|noon|midnight)"
_HOURS_OF_DAY = "one two three four five six seven eight nine ten eleven twelve".split()
#: How callers say an hour, by how we do.
_SAID_HOUR = {
    **{str(n): rf"(?:{n}|{word})(?: ?[ap]\.?m\b\.?| o'?clock)?" for n, word in enumerate(_HOURS_OF_DAY, start=1)},
    **dict.fromkeys(("noon", "midnight"), r"(?:noon|midnight|12|twelve)(?: ?[ap]\.?m\b\.?| o'?clock)?"),
}
#: What a proposal tells besides what would be done: a visit's hours, what it costs, and what a part payment leaves.
_HOURS = re.compile(rf",? between (?P<begins>{_CLOCK}) and (?P<ends>{_CLOCK})")
_TOLD_BESIDES = re.compile(r"; it's free\b[^.?!]*|(?<=[.!?] )(?:The other|Of the other) \d[^.?!]*\.\s*")


def without_asides(proposal: str) -> str:
    """Return what of a proposal's sentence would be done: a value it only tells besides is none that a yes may name.

    "Yes, at eight" is no yes to a visit between 8 AM and noon, nor "yes, forty five" to fifty with 45 left.

    >>> without_asides("I'll book it for Friday, between 8 AM and noon; it's free, or 49 dollars. Shall I do that?")
    "I'll book it for Friday. Shall I do that?"
    """
    return _TOLD_BESIDES.sub("", _HOURS.sub("", proposal))


def without_told_hours(text: str, proposal: str) -> str:
    """Return a caller's words without a visit's hours, if they are just those that the proposal tells.

    >>> without_told_hours("Yes, eight to twelve.", "I'll book it, between 8 AM and noon. Shall I do that?")
    'Yes.'
    >>> without_told_hours("Yes, at eight.", "I'll book it, between 8 AM and noon. Shall I do that?")
    'Yes, at eight.'
    """
    told = _HOURS.search(proposal)
    if told is None:
        return text
    begins, ends = (_SAID_HOUR[one.split()[0]] for one in (told["begins"], told["ends"]))
    hours = rf",?\s*\b(?:between |from )?{begins} (?:to|till?|until|and) {ends}\b"
    return re.sub(hours, "", text, flags=re.I)


def essentials(text: str) -> frozenset[str]:
    """Return the values a sentence names, each as one text.

    >>> sorted(essentials("I'll refund $49.90 on Friday, November 27th, in the morning."))
    ['27', '49', '90', 'friday', 'morning', 'november']
    """
    plain = _THAT_ONE.sub(" ", _DATED.sub(_cardinal, " ".join(text.lower().split())))
    long = [run for run in digit_runs(plain) if len(run.digits) >= _LONG]
    pieces = {int(piece) for run in long for piece in run.pieces}
    numbers = {str(number) for number in numbers_in(plain) if number and number not in pieces}
    return frozenset(numbers | {run.digits[-_COMPARED:] for run in long} | _named(plain))


def essentials_with_days(text: str) -> frozenset[str]:
    """Return the values of an answer, in which "the fourteenth" is a day.

    >>> sorted(essentials_with_days("the fourteenth")), sorted(essentials_with_days("Monday the 14th"))
    (['14'], ['14', 'monday'])
    """
    found = essentials(_LONE_DAY.sub(r"december \1", text.lower()))
    return found if "december" in text.lower() else found - {"december"}


def _cardinal(match: re.Match[str]) -> str:
    if match["of_month"]:
        return _ORDINALS[match["of_month"]]
    return match["before"] + _ORDINALS[match["after_month"]]


def _named(plain: str) -> set[str]:
    words = set(_WORD.findall(plain))
    months = {month for month in _MONTHS if month in words and (month not in _AMBIGUOUS or _is_dated(month, plain))}
    return (words & (_DAYS | _PARTS)) | months


def _is_dated(month: str, plain: str) -> bool:
    """Tell whether "may" or "march" stands beside a number."""
    beside = re.findall(rf"(\S+ )?\b{month}\b,?( \S+)?", plain)
    return any(numbers_in(" ".join(words).replace(" of ", " ")) for words in beside) or bool(
        re.search(rf"\d(st|nd|rd|th)? of {month}\b", plain)
    )
