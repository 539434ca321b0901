"""Steps in the calendar: amounts of time as they are said, and the days they lead to."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tues": 1, "tue": 1, "weds": 2, "wed": 2, "thurs": 3, "thur": 3, "thu": 3, "fri": 4,
    "wensday": 2, "wednsday": 2,
}  # fmt: skip
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})s?"
MONTH = rf"(?:{'|'.join(MONTHS)})"
#: An amount of time: "a week and a half", "2 and a half weeks", "a couple of days", "3 business days".
AMOUNT = (
    r"(?P<half>half )?(?P<count>\d+|an?|one|(?:a )?couple(?: of)?|(?:an?other)|(?:a )?few|several)"
    r"(?P<mid_half> and a half)? (?P<business>(?:business|working) )?(?P<unit>day|week|fortnight|month|year)s?'?"
    r"(?P<end_half> and a half)?"
)


def beside(day: date, weekday: int, sign: int) -> date:
    """Return the first such day of the week strictly after (sign 1) or before (-1) a day."""
    return day + timedelta(days=sign * ((sign * (weekday - day.weekday())) % 7 or 7))


def move_by(amount: re.Match[str], sign: int) -> tuple[Callable[[date], tuple[date, ...]], bool]:
    """Return what moves a day by an amount of time (a match of `AMOUNT`), and whether it does so for sure."""
    count = _count(amount["count"])
    unit, is_half = amount["unit"], bool(amount["mid_half"] or amount["end_half"])
    if count is None or (is_half and unit in ("month", "year", "day")) or amount["half"]:
        return (lambda day: ()), False
    if amount["business"]:
        return (lambda day: (_working_days_on(day, sign * count),)), False
    if unit in ("month", "year"):
        months = count * (12 if unit == "year" else 1)
        return (lambda day: (months_on(day, sign * months),)), True
    days = count * {"day": 1, "week": 7, "fortnight": 14}[unit]
    if is_half:
        # Three days and a half: nobody knows which.
        extra = (3, 4) if unit == "week" else (7,)
        return (lambda day: tuple(day + timedelta(days=sign * (days + more)) for more in extra)), unit != "week"
    return (lambda day: (day + timedelta(days=sign * days),)), True


def _count(word: str) -> int | None:
    if word.isdigit():
        return int(word) if int(word) < 1000 else None
    if word in ("a", "an", "one", "another"):
        return 1
    return 2 if "couple" in word else None


def weekday_name(word: str) -> str:
    """Return a day of the week without its plural."""
    return word if word in WEEKDAYS else word.removesuffix("s")


def pick(first: date, last: date, nth: str, what: str) -> date | None:
    """Return the nth ("2nd", "last") day of the week, working day or day of a span; None if it has none."""
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    if what != "day":
        is_working = what not in WEEKDAYS and weekday_name(what) not in WEEKDAYS
        days = [
            day for day in days if (day.weekday() < 5 if is_working else day.weekday() == WEEKDAYS[weekday_name(what)])
        ]
    place = int(nth[:-2]) - 1 if nth[0].isdigit() else -2 if nth == "second to last" else -1
    return days[place] if -len(days) <= place < len(days) else None


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """Return the same day so many months on, or the last of a shorter month."""
    years, index = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def _working_days_on(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
