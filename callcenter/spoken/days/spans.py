"""Stretches of days to look in: "next week", "the week after", "at the end of the month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from callcenter.spoken.days.dates import plain_day_words
from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.words import plain_words

_WEEK_AFTER_NEXT = re.compile(r"\bweek after next\b|\b(in|within) (2|a couple of) weeks\b")
_NEXT_WEEK = re.compile(
    r"\b(next|following|coming|another) week\b|\bweek after\b|\b(a|1) week (later|on|from)\b|\bin a week\b"
)
_THIS_WEEK = re.compile(r"\b(this|later in the|later this|rest of the|end of the|end of this) week\b")
_NEXT_MONTH = re.compile(r"\b(next|following) month\b|\bmonth after\b")
#: All that is said of when, and of nothing else: "tomorrow morning around ten would be best".
_WHEN_WORDS = re.compile(
    rf"(?:{WEEKDAY}s?|{MONTH}|today|tomorrow|tonight|noon|midday|lunch ?time|mornings?|afternoons?|evenings?|weeks?|"
    r"weekend|months?|days?|\d{1,2}(?::\d{2})?(?:st|nd|rd|th)?|am|pm|a\.?m|p\.?m|o'?clock|half|quarter|past|to|the|of|a|an|"
    r"on|in|at|around|about|but|rather|after|before|between|and|or|by|from|until|till|this|next|coming|sometime|some|any|anytime|"
    r"time|later|early|earlier|late|maybe|perhaps|would|will|be|is|best|good|fine|great|ok|okay|works?|for|me|it|that|"
    r"it's|that's|i'm|free|then|if|possible|just|please|well|um|uh|yes|yeah|as|soon|work|first|thing)"
)
#: What leads in a time: "can you call me after six".
_ASKED_FOR = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|they|somebody|someone)|i'd like|i would like|have (?:them|someone))?"
    r" ?(?:call|ring|phone)(?:ed|ing)?(?: me)?(?: back)?\b|\b(?:make it|let's say|how about|what about)\b"
)
_NAMES_A_TIME = re.compile(
    rf"{WEEKDAY}|{MONTH}|today|tomorrow|tonight|noon|morning|afternoon|evening|week|\d|anytime|any time|soon"
)
_WEEKEND = re.compile(r"\bweekend\b")
#: A weekday, with nothing that says of which week.
_WEEKDAY_ALONE = re.compile(rf"^(?!.*\b(this|next|week|tomorrow|today|{MONTH}|\d+\w*)\b).*\b{WEEKDAY}s?\b")
#: A stretch that is ruled out: "not this week", "I'm away next week".
_NOT_THEN = re.compile(
    r"\b(?:not|no|can'?t|cannot|won'?t|except|but|away|gone|busy|out|off|on (?:holiday|vacation))\b"
    r"(?: \w+){0,3}? (?:week|weekend|month)\b(?: after next)?|"
    # "There's somebody supposed to come later this week" tells of what is booked.
    r"\b(?:supposed|scheduled|booked|due|meant)\b(?: \w+){0,6}? (?:this|next|later in the) week(?:end)?\b"
)


def first_day_of(text: str, today: date) -> date | None:
    """Return the first day of the stretch a text names, from tomorrow on; None if it names none.

    >>> first_day_of("anything next week?", date(2026, 11, 26))
    datetime.date(2026, 11, 30)
    """
    plain = _NOT_THEN.sub(" ", plain_day_words(text))
    monday = today + timedelta(days=7 - today.weekday())
    if _WEEK_AFTER_NEXT.search(plain):
        return monday + timedelta(days=7)
    if _NEXT_WEEK.search(plain):
        return monday
    if _NEXT_MONTH.search(plain):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    if _WEEKEND.search(plain):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return max(saturday, today + timedelta(days=1))
    return today + timedelta(days=1) if _THIS_WEEK.search(plain) else None


def names_weekday_alone(text: str) -> bool:
    """Tell whether a text names a weekday, and nothing that says of which week it is."""
    return _WEEKDAY_ALONE.search(plain_words(text)) is not None


def says_only_when(text: str) -> bool:
    """Tell whether a turn names a time and says nothing else.

    >>> says_only_when("tomorrow around ten"), says_only_when("the outage on friday")
    (True, False)
    """
    words = _ASKED_FOR.sub(" ", plain_day_words(text)).split()
    return bool(words) and _NAMES_A_TIME.search(" ".join(words)) is not None and all(map(_WHEN_WORDS.fullmatch, words))
