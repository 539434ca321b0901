"""Days and times as people say them: "Thursday", "the twenty sixth", "tomorrow morning", "in two weeks"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from callcenter.spoken.numbers import numbers_in

_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "tues": 1, "weds": 2, "thurs": 3, "thur": 3, "fri": 4, "wensday": 2, "wednsday": 2,
}  # fmt: skip
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
    "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
#: Nouns that make "the first" a place in a list.
_COUNTED = ("one", "time", "bill", "option", "thing", "slot", "choice")
_DAY_NAMES = "|".join(_WEEKDAYS)
_DAY = rf"(?:{_DAY_NAMES}|tomorrow|today)"
_MONTH_NAMES = "|".join(_MONTHS)
#: Days that lie behind the caller: "since Friday", "last Tuesday", "yesterday", "this morning".
_PAST = re.compile(
    rf"\b(since|last|past|previous|ago|from)\s+(this\s+|the\s+|on\s+)?"
    rf"({_DAY_NAMES}|{_MONTH_NAMES}|week|month|night|today|"
    r"\d{1,2}(st|nd|rd|th))s?\b|\byesterday\b|\bthis (morning|afternoon)\b|\blast\s+\w+\b"
)
#: Days the caller doesn't want or already has: "can't on Tuesday", "Tuesday is no good", "instead of Tuesday",
#: "my appointment on Tuesday".
_UNWANTED = re.compile(
    r"\b(can'?t|cannot|won'?t|not|isn'?t|don'?t|unable|no longer)\b(?:(?!until|before)[^,.;]){0,30}?\b"
    rf"(on |for )?(the )?{_DAY}\b|"
    rf"\b{_DAY}\b( \w+){{0,2}} (doesn'?t|isn'?t|won'?t|is (no|not|bad)|no longer|no good)\b|"
    rf"\binstead of (the )?{_DAY}\b|"
    rf"\b(my|the|our|your) (\w+ )?(appointment|visit|booking|slot|one) (is )?(on|for) (the )?({_DAY}|\d+\w*)\b|"
    rf"\b{_DAY}s? (appointment|visit|booking|slot)\b"
)
_NEAR_HOUR = re.compile(
    r"\b(?:at|around|about|by|after|before|half past) ([a-z]+|\d{1,2})\b(?! (days?|weeks?|dollars?|months?))"
)
_SOONEST = re.compile(
    r"\b(as soon as (possible|you can)|asap|soonest|earliest|first (available|thing you have|one you have)|"
    r"right away|immediately|quickest)\b"
)
_ANY_DAY = re.compile(
    r"\b(any ?(day|time)|whenever|(doesn'?t|does not) matter|don'?t (care|mind)|you (choose|pick)|whatever|"
    r"next available|soon)\b"
)


def date_in(text: str, today: date, *, is_answer: bool = True) -> date | None:
    """Return the day a text names, the next one of its kind from today on; None where it names none.

    Unless the text answers a question for a day, days said to be past are left out and so are vague wishes.
    The common ways are read by rule, since whole sentences confuse date parsers; short rests are dateparser's.
    """
    plain = " ".join(re.findall(r"[a-z0-9'/.-]+", re.sub(r"['’]s\b", "", text.lower()).replace("’", "'")))
    plain = re.sub(r"\bgood (morning|afternoon|evening)\b", " ", plain)
    if not is_answer:
        plain = _UNWANTED.sub(" ", _PAST.sub(" ", plain))
    found = _relative(plain, today) or _weekday(plain, today) or _in_month(plain, today) or _numeric(plain, today)
    if found is None and _SOONEST.search(plain):
        return today + timedelta(days=1)
    if found is None and is_answer:
        found = _bare_day(plain, today) or _parsed(plain, today)
        if found is None and _ANY_DAY.search(plain):
            return today + timedelta(days=1)
    return found


def _relative(plain: str, today: date) -> date | None:
    if re.search(r"\b(a|one) week from (today|now)\b", plain):
        return today + timedelta(days=7)
    if "day after tomorrow" in plain:
        return today + timedelta(days=2)
    if re.search(r"\b(tomorrow|tomorow|tmrw)\b", plain):
        return today + timedelta(days=1)
    if re.search(r"\b(today|tonight|this (morning|afternoon|evening))\b", plain):
        return today
    if match := re.search(r"\b(?:in|within) (?:about )?([a-z0-9 ]+?) (day|week|month)s?\b", plain):
        counts = {"a": 1, "an": 1, "one": 1, "a couple of": 2, "couple": 2, "a few": 3}
        count = counts.get(match.group(1)) or next(iter(numbers_in(match.group(1))), 0)
        days = {"day": 1, "week": 7, "month": 30}[match.group(2)]
        return today + timedelta(days=count * days) if 0 < count < 400 else None
    if not re.search(rf"\b({_DAY_NAMES})\b", plain):
        if re.search(r"\bnext week\b", plain):
            return today + timedelta(days=7 - today.weekday())
        if re.search(r"\bweekend\b", plain):
            return today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    if re.search(r"\bend of (the|this) month\b|\bmonth end\b", plain):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if re.search(r"\b(first|beginning|start) of (the )?(next )?month\b", plain):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None


def _weekday(plain: str, today: date) -> date | None:
    """Read a day of the week; where a date is named with it ("Friday the 4th") the date is believed."""
    names = re.findall(rf"\b({_DAY_NAMES})s?\b", plain)
    if not names or _in_month(plain, today) is not None:
        return None
    name = names[-1]  # "not Tuesday, Thursday"
    index = _WEEKDAYS[name]
    ahead = (index - today.weekday()) % 7 or 7
    # "Next Thursday", said before Thursday, is taken as the one of next week.
    is_next = re.search(rf"\bnext {name}\b|\bnext week\b|\b{name} week\b|\bweek on {name}\b", plain)
    if is_next and index > today.weekday():
        ahead += 7
    return today + timedelta(days=ahead)


def _in_month(plain: str, today: date) -> date | None:
    """Read "november 26", "the 26th of november", "the twenty sixth"."""
    month = next((_MONTHS[name] for name in re.findall(rf"\b({_MONTH_NAMES})\b", plain) if name != "may"), None)
    if month is None and re.search(r"\bmay (the )?(\d|\w+(st|nd|rd|th)\b)|\b(of|in) may\b", plain):
        month = 5
    day = _ordinal_day(plain)
    if day is None and month is not None:
        near = re.search(rf"\b(?:{_MONTH_NAMES})\b (.*)", plain)
        after = numbers_in(near.group(1)) if near else []
        day = next((number for number in [*after, *numbers_in(plain)] if 1 <= number <= 31), None)
    return _next_day(day, month, today) if day is not None else None


def _next_day(day: int, month: int | None, today: date) -> date | None:
    for ahead in range(13):
        years, index = divmod(today.month - 1 + ahead, 12)
        if month is not None and index + 1 != month:
            continue
        try:
            found = date(today.year + years, index + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _ordinal_day(plain: str) -> int | None:
    if matches := re.findall(r"\b(\d{1,2})(?:st|nd|rd|th)\b", plain):
        day = int(matches[-1])
        return day if 1 <= day <= 31 else None
    words = plain.split()
    for index, word in reversed(list(enumerate(words))):
        if word not in _ORDINALS:
            continue
        before = words[index - 1] if index else ""
        tens = {"twenty": 20, "thirty": 30}.get(before, 0) if _ORDINALS[word] < 10 else 0
        after = words[index + 1] if index + 1 < len(words) else ""
        is_place = before not in ("the", *_MONTHS) or after in _COUNTED
        if word in ("first", "second", "third") and not tens and is_place:
            continue  # "one second", "first I'd like to", "the first one"
        return tens + _ORDINALS[word]
    return None


def _bare_day(plain: str, today: date) -> date | None:
    """Read "26" or "the twenty six" said to the question for a day."""
    found = numbers_in(plain)
    if len(found) == 1 and 1 <= found[0] <= 31 and len(plain.split()) <= 5 and time_in(plain) is None:
        return _next_day(found[0], None, today)
    return None


def _numeric(plain: str, today: date) -> date | None:
    if match := re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", plain):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.search(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?\b", plain):
        month, day = int(match.group(1)), int(match.group(2))
        year = int(match.group(3) or today.year)
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        found = date(year, month, day)
        return found.replace(year=year + 1) if found < today and len(match.group(0)) <= 5 else found
    except ValueError:
        return None


def _parsed(plain: str, today: date) -> date | None:
    if not re.search(rf"\d|week|month|day|\b({_MONTH_NAMES})\b", plain) or len(plain.split()) > 6:
        return None
    if re.fullmatch(r"[\d\s.-]+", plain):
        return None
    import dateparser  # 0.3 s, and rarely needed

    found = dateparser.parse(
        plain,
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time(12)),
            "PREFER_DATES_FROM": "future",
            "REQUIRE_PARTS": ["day"],
        },
    )
    return found.date() if found is not None else None


def time_in(text: str) -> time | None:
    """Return the time of day a text names; None where it names none. "Three" alone is no time."""
    plain = " ".join(text.lower().replace("o’clock", "o'clock").replace("p.m", "pm").replace("a.m", "am").split())
    plain = re.sub(r"\b([ap]) m\b", r"\1m", plain)
    if re.search(r"\b(noon|midday|lunch ?time)\b", plain):
        return time(12)
    if match := re.search(r"\b(\d{1,2})(?::(\d{2}))?\s*(am|pm|o'?clock)\b", plain):
        hour, minute, half = int(match.group(1)), int(match.group(2) or 0), match.group(3)
    elif match := re.search(r"\b(\d{1,2}):(\d{2})\b", plain):
        hour, minute, half = int(match.group(1)), int(match.group(2)), ""
    elif worded := re.search(r"\b(half past )?([a-z]+)( thirty| fifteen| forty five)? (am|pm|o'?clock)\b", plain):
        found = numbers_in(worded.group(2))
        minute = 30 if worded.group(1) else next(iter(numbers_in(worded.group(3) or "")), 0)
        hour, half = (found[0] if found else -1), worded.group(4)
    elif worded := _NEAR_HOUR.search(plain):
        found = numbers_in(worded.group(1))
        hour, minute, half = (found[0] if found else -1), 30 if "half past" in worded.group(0) else 0, "o"
    else:
        return None
    if not 0 <= hour <= 23 or minute > 59:
        return None
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif half.startswith("o") and 1 <= hour <= 6:
        hour += 12  # nobody is at home for a visit at three in the night
    return time(hour, minute)


def part_of_day(text: str) -> str:
    """Return ``morning``, ``afternoon``, ``evening`` or '' for what a text says of the time of day."""
    plain = re.sub(r"\b(good|this) (morning|afternoon|evening)\b", " ", text.lower())
    for part, words in _PARTS.items():
        if re.search(rf"\b({words})\b", plain):
            return part
    if len(plain.split()) <= 4 and (found := re.search(r"\b(early|late|night)\b", plain)):  # not in "a late fee"
        return "morning" if found.group(1) == "early" else "evening"
    at = time_in(plain)
    if at is None:
        return ""
    return "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"


_PARTS = {
    "morning": r"mornings?|before (noon|lunch)|early in the day|first thing",
    "afternoon": r"after ?noons?|after lunch|midday|noon|lunch ?time",
    "evening": r"evenings?|tonight|after work|late in the day|end of the day",
}
