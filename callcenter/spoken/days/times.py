"""Times and parts of the day as people say them: "half past two pm", "after work", "anything but the evening"."""

from __future__ import annotations

import re
from datetime import time

from callcenter.spoken.numbers.numbers import numbers_in, numerals

_NEAR_HOUR = re.compile(
    r"\b(?:at|around|about|by|after|before|(?:near|nearer|closer)(?: to)?|half(?: past)?) "
    r"([a-z]+|\d{1,2})\b(?! (days?|weeks?|dollars?|months?|\d{3}))"
)

#: A house in a street: "at twelve Larch Street" is no hour.
_ADDRESS = re.compile(
    r"\b(?:\d+|[a-z]+) (?:[a-z]+ ){1,2}(?:street|st|road|rd|avenue|ave|lane|drive|court|place|boulevard|square|close|"
    r"terrace|"
    r"way)\b"
)
#: A stretch of hours: "between two and four".
_WINDOW = re.compile(
    r"\b(?:between|from) ([a-z]+|\d{1,2}) (?:and|to|till|until|or) ([a-z]+|\d{1,2})\b"
    r"(?! (?:days?|weeks?|dollars?|months?|hours?|people|percent|of|\d))"
)
#: A moment: "half past 2", "a quarter to 3"; "at 2", "at 2 30", "14:30", "3 pm".
_BESIDE_HOUR = re.compile(
    r"\b(?P<minutes>half|quarter) (?P<way>past|after|to) (?P<hour>\d{1,2})\b(?: (?P<half>am|pm))?"
)
_AT_HOUR = re.compile(
    r"\b(?:(?:at|around) )?(?P<hour>\d{1,2})(?:[: ](?P<minute>[0-5]\d))? ?(?P<half>am|pm|o'clock)\b|"
    r"\b(?:at|around|about(?= \d\b| 1[0-2]\b)) (?P<bare>\d{1,2})(?:[: ](?P<bare_minute>[0-5]\d))?"
    r"(?![\w:]| \d| (?!in|on|if|or|please|and|tomorrow|today)\w)|"
    r"\b(?P<clock>\d{1,2}):(?P<clock_minute>[0-5]\d)\b"
)
#: What makes a stretch of a moment, or an open end.
_STRETCH = re.compile(r"\b(?:after|before|by|past|from|between|until|till|not|any ?time|later than|earlier than)\b")
#: "One" where it can only be an hour: "one o'clock", "around one".
_ONE_OCLOCK = re.compile(
    r"\bone(?= ?(?:[ap]m|o'clock)\b)|"
    r"(?:(?<=\bat )|(?<=\baround )|(?<=\babout ))one(?=$|[,.!?]| (?:please|and|tomorrow|today|on)\b)"
)
#: A part of the day, and no stretch: "around one, after lunch".
_AFTER_A_MEAL = re.compile(r"\bafter (?:breakfast|lunch|dinner|supper|work|school)\b")
#: An hour below this one is in the afternoon, unless the caller says otherwise: nobody calls back at six in the night.
_FIRST_HOUR = 7
#: Hours on a clock.
_CLOCK = range(1, 13)

#: "After four" is the evening, and "at four" the end of the afternoon.
_EVENING_BEGINS = 16


def time_in(text: str) -> time | None:
    """Return the time of day a text names; None if it names none. "Three" alone is no time."""
    plain = " ".join(text.lower().replace("o’clock", "o'clock").replace("p.m", "pm").replace("a.m", "am").split())
    plain = _ADDRESS.sub(" ", re.sub(r"\b([ap]) m\b", r"\1m", plain))
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
    elif hours := _window(plain):
        hour, minute, half = hours[0], 0, "o"
    elif worded := _NEAR_HOUR.search(plain):
        found = numbers_in(worded.group(1))
        hour, minute, half = (found[0] if found else -1), 30 if worded.group(0).startswith("half") else 0, "o"
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


def clock_time(text: str) -> time | None:
    """Return the one moment of a day that a text names, None for a stretch of it, or for what may be no time at all.

    >>> clock_time("tomorrow at half past two"), clock_time("after five"), clock_time("about two charges")
    (datetime.time(14, 30), None, None)
    """
    plain = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", " ".join(numerals(text).replace("o’clock", "o'clock").split()))
    plain = _ADDRESS.sub(" ", _AFTER_A_MEAL.sub(" ", _ONE_OCLOCK.sub("1", plain)))
    if re.search(r"\bat (?:noon|midday)\b", plain):
        return time(12)
    if beside := _BESIDE_HOUR.search(plain):
        minutes = 30 if beside["minutes"] == "half" else 15
        is_to = beside["way"] == "to"
        hour, minute, half = int(beside["hour"]) - is_to, 60 - minutes if is_to else minutes, beside["half"]
        rest = plain[: beside.start()] + plain[beside.end() :]
    elif at := _AT_HOUR.search(plain):
        hour, minute = (
            int(at["hour"] or at["bare"] or at["clock"]),
            int(at["minute"] or at["bare_minute"] or at["clock_minute"] or 0),
        )
        half, rest = at["half"], plain
    else:
        return None
    if not 1 <= hour <= 23 or _STRETCH.search(rest):
        return None
    part = next((part for part, words in _PARTS.items() if re.search(rf"\b({words})\b", plain)), "")
    is_told = half in ("am", "pm")
    is_late = half == "pm" if is_told else part in ("afternoon", "evening") or (not part and hour < _FIRST_HOUR)
    return time(0 if half == "am" and hour == 12 else hour + 12 if is_late and hour < 12 else hour, minute)


def _window(plain: str) -> list[int]:
    """Return the two hours of a stretch between them; [] if there is none."""
    found = _WINDOW.search(plain)
    hours = [hour for word in found.groups() for hour in numbers_in(word)] if found else []
    return hours if len(hours) == 2 and all(hour in _CLOCK for hour in hours) else []


def part_of_day(text: str) -> str:
    """Return ``morning``, ``afternoon``, ``evening`` or '' for what a text says of the time of day."""
    plain = re.sub(r"\b(good|this) (morning|afternoon|evening)\b", " ", text.lower())
    if found := re.search(r"\b([a-z]+|\d{1,2}) at night\b", plain):
        hours = numbers_in(found.group(1))
        if hours:
            return "evening" if 5 <= hours[0] < 10 else ""  # nobody comes at eleven at night: asked for, not guessed
    for part, words in _PARTS.items():
        if re.search(rf"\b({words})\b", plain):
            # "About one, after dinner": to many, dinner is at noon.
            is_noon = "after dinner" in plain and (named := time_in(plain)) is not None and 12 <= named.hour < 16
            return "afternoon" if is_noon else part
    if len(plain.split()) <= 4 and (
        found := re.search(
            r"(?<!not )(?<!too )\b(early|late|night)\b(?! (?:next|this|in (?!the (?:day|morning|evening)\b)))", plain
        )
    ):  # not in "a late fee"
        return "morning" if found.group(1) == "early" else "evening"
    at = time_in(plain)
    if at is None:
        return ""
    if at.hour >= 22 or at.hour < 5:
        return ""
    if at.hour == _EVENING_BEGINS and re.search(r"\b(after|past|from|between)\b", plain):
        return "evening"
    return "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"


_PARTS = {
    "morning": r"mornings?|breakfast|before (noon|lunch)|early in the day|first thing",
    "afternoon": r"after ?noons?|after lunch|midday|noon|lunch ?time",
    "evening": r"evenings?|tonight|dinner ?time|after dinner|supper ?time|after work|late in the day|end of the day",
}
