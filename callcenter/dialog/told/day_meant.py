"""The day a caller means by the days we have just told: "the 26th", "same day, just later", "the week after".

What is said of a day alone is read in `spoken/days`; here it is read as an answer to what was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from callcenter.dialog.turn import CallerTurn
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, Read
from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.days.spans import first_day_of, names_weekday_alone
from callcenter.spoken.numbers.money import first_payment
from callcenter.spoken.words import plain_words

#: A day as we say it, and what says more of a day than its number.
_TOLD_DAY = re.compile(r"\b([A-Z][a-z]+) (\d{1,2})(?:st|nd|rd|th)\b")
_NAMES_MONTH = re.compile(rf"\b(?:{MONTH}|{WEEKDAY}s?|today|tomorrow|month|week)\b")
#: Either of two days, and the part of it.
_EITHER = re.compile(rf"\b(?:{WEEKDAY}) or (?:on |next )?(?:{WEEKDAY}) (?:in the )?(?:morning|afternoon|evening)\b")
#: A week counted from the day just told: "the week after".
_WEEK_AFTER_IT = re.compile(
    rf"\b(?:week after|following week)(?: that)?\b(?! next)|^(?:(?:no|well|oh|on|the|maybe|make it|so|then) )*"
    rf"(?:{WEEKDAY} after(?: that)?|following {WEEKDAY})(?: (?:please|then|dear|instead))*$"
)
#: A day of the week of the day just told: "the Saturday of that week".
_ITS_WEEK = re.compile(
    rf"\b{WEEKDAY} (?:of |in )?(?:that|the same|that same) week\b|\b(?:that|same) week,? (?:but )?(?:on )?{WEEKDAY}\b"
)
_SAME_DAY = re.compile(
    r"^(?:(?:no|well|on|just|keep|the|that|oh|but|it'?s|still) )*same day\b(?! (?:but )?(?:in )?(?:the )?(?:next|"
    r"following|week|a week|one week|two))|\b(?:on|keep) (?:the|that) same day\b"
)


def _day_just_told(turn: CallerTurn, day: str) -> str:
    """Return the day we have just named, if the caller says its number only ("the 26th"); else `day`."""
    words = plain_day_words(turn.text)
    said = _TOLD_DAY.findall(" ".join(turn.state.lasting.said[-1:]))
    if _NAMES_MONTH.search(words) or not any(nth == str(int(day[-2:])) for _, nth in said):
        return day
    named = next(f"{month} {nth}" for month, nth in said if nth == str(int(day[-2:])))
    found = turn.reader.read({"format": "date"}, named)
    return str(found.value) if isinstance(found, Filled) else day


def day_meant(turn: CallerTurn, found: Read) -> Read:
    """Return the day of an answer: that of our question, of "same day, just later", or one we have just named."""
    if not isinstance(found, Filled) and _SAME_DAY.search(plain_words(turn.text)) is not None:
        named = turn.reader.read({"format": "date"}, turn.state.question, is_answer=False)
        return named if isinstance(named, Filled) else found
    if isinstance(found, Filled) and isinstance(found.value, str):
        return replace(found, value=_day_just_told(turn, found.value))
    return found


def first_of_either(turn: CallerTurn, schema: Mapping[str, Any], text: str) -> str:
    """Return the first of several days, any of which will do in the part of the day named; '' if it is doubt.

    "Tuesday or Wednesday morning" is a wish, "the third or the fourth" may be one day that isn't remembered.
    """
    read = turn.reader.read(schema, text) if _EITHER.search(plain_words(text)) is not None else None
    return min(map(str, read.candidates)) if isinstance(read, Ambiguous) and len(read.candidates) > 1 else ""


def counted_from(turn: CallerTurn) -> date:
    """Return the day after which "Friday" counts: that before the week the caller has just named, else today.

    "The week after" counts from the one day we have just told.
    """
    in_its_week = _ITS_WEEK.search(plain_words(turn.text)) is not None
    if in_its_week or _WEEK_AFTER_IT.search(plain_words(turn.text)):
        told = {f"{month} {nth}" for month, nth in _TOLD_DAY.findall(" ".join(turn.state.lasting.said[-1:]))}
        found = turn.reader.read({"format": "date"}, told.pop()) if len(told) == 1 else None
        if not isinstance(found, Filled):
            return turn.reader.today
        day = date.fromisoformat(str(found.value))
        return max(turn.reader.today, day - timedelta(days=day.weekday() + 1)) if in_its_week else day
    named = turn.history[-1:] if names_weekday_alone(turn.text) else ()
    days = (first_day_of(first_payment(text), turn.reader.today) for text in named)
    first = next((day for day in days if day is not None), None)
    return first - timedelta(days=1) if first is not None else turn.reader.today
