"""Days with names: Christmas is known, Thanksgiving is reckoned as in the United States and asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    """Return what gives the nth such day of the week in a month of a year; -1 is the last."""

    def find(year: int) -> date:
        days = [date(year, month, day) for day in range(1, 31)]
        days += [date(year, month, 31)] if month in (1, 5) else []
        return [day for day in days if day.weekday() == weekday][nth if nth < 0 else nth - 1]

    return find


def _easter(year: int) -> date:
    """Gauss's rule as Meeus gives it for the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


_thanksgiving = _nth(11, 3, 4)

#: Name, how its day is found, and whether everybody means the same day by it.
_HOLIDAYS: tuple[tuple[str, Callable[[int], date], bool], ...] = (
    (r"christmas eve", lambda year: date(year, 12, 24), True),
    (r"(?:boxing day)", lambda year: date(year, 12, 26), True),
    (r"(?:christmas|xmas)(?: day)?", lambda year: date(year, 12, 25), True),
    (r"new years?(?:'s?)? eve", lambda year: date(year, 12, 31), True),
    (r"new years?(?:'s?)?(?: day)", lambda year: date(year, 1, 1), True),
    (r"valentine'?s?(?: day)?", lambda year: date(year, 2, 14), True),
    (r"halloween", lambda year: date(year, 10, 31), True),
    (r"independence day", lambda year: date(year, 7, 4), True),
    (r"(?:saint|st) patrick'?s? day", lambda year: date(year, 3, 17), True),
    (r"veterans'? day", lambda year: date(year, 11, 11), True),
    (r"thanksgiving(?: day)?", _thanksgiving, False),
    (r"black friday", lambda year: _thanksgiving(year) + timedelta(days=1), True),
    (r"cyber monday", lambda year: _thanksgiving(year) + timedelta(days=4), True),
    (r"labou?r day", _nth(9, 0, 1), False),
    (r"memorial day", _nth(5, 0, -1), False),
    (r"(?:martin luther king|mlk)(?: junior| jr)?(?: day)?", _nth(1, 0, 3), False),
    (r"(?:presidents?'? day)", _nth(2, 0, 3), False),
    (r"mother'?s? day", _nth(5, 6, 2), False),
    (r"father'?s? day", _nth(6, 6, 3), False),
    (r"good friday", lambda year: _easter(year) - timedelta(days=2), False),
    (r"easter monday", lambda year: _easter(year) + timedelta(days=1), False),
    (r"easter(?: sunday)?", _easter, False),
)

HOLIDAY = re.compile(rf"(?:{'|'.join(name for name, _, _ in _HOLIDAYS)})\b")


def holiday(name: str, today: date) -> tuple[date, bool]:
    """Return the next day of that name from today on, and whether that is sure.

    Raises:
        KeyError: no holiday has the name (`HOLIDAY` doesn't match it).
    """
    for pattern, find, is_sure in _HOLIDAYS:
        if re.fullmatch(pattern, name):
            return next(day for year in (today.year, today.year + 1) if (day := find(year)) >= today), is_sure
    raise KeyError(name)
