"""Opening hours: when a number is answered as usual. Days off win over weekly hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """One stretch of a weekday, such as mon 09:00-17:30. Closing at 24:00 or 00:00 is midnight at its end."""

    day: Day
    opens: str
    closes: str

    def has(self, at: datetime) -> bool:
        """Tell whether a local time is within. Raises ValueError if a time isn't HH:MM."""
        if DAYS[at.weekday()] != self.day:
            return False
        closes = time() if self.closes in ("24:00", "00:00") else time.fromisoformat(self.closes)
        return time.fromisoformat(self.opens) <= at.time() and (closes == time() or at.time() < closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weekly hours in a time zone (IANA name), and days off (ISO dates)."""

    name: str
    timezone: str = "UTC"
    spans: tuple[OpenSpan, ...] = ()
    closed_on: tuple[str, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at an aware time. Raises ValueError or KeyError if the calendar is faulty."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return local.date().isoformat() not in self.closed_on and any(span.has(local) for span in self.spans)
