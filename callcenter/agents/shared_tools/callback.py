"""Calling back: numbers that we call, and when the caller would like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from callcenter.agents.toolkit.answers import AskAgain
from callcenter.agents.toolkit.parameters import read_day
from callcenter.calls.context import CallContext
from callcenter.calls.transfer.reachable_number import reachable_number

#: How far ahead a call back may be wished.
LATEST_CALLBACK_DAYS = 14
_PARTS = ("morning", "afternoon", "evening")


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """When to call back, in the business's time: a day, and a part of it or a time. Empty: nothing was wished."""

    day: date | None = None
    part_of_day: str = ""
    time: time | None = None


def read_callback_number(text: str, call: CallContext, *, parameter: str) -> str:
    """Return a number that we may call back, in E.164 form.

    Raises:
        AskAgain: `bad-number`, it can't be anybody's number; `not-called`, it is outside the regions of the settings
            (satellites are in none), or a premium, shared-cost or other number that isn't a person's at a place.
    """
    settings = call.settings.calls
    try:
        return reachable_number(text, country=settings.country, regions=settings.callback_regions)
    except ValueError as error:
        # Each code by itself: agents' files are checked against the codes that stand here.
        if str(error) == "not-called":
            raise AskAgain(parameter, "not-called") from error
        raise AskAgain(parameter, "bad-number") from error


def read_callback_time(text: str, call: CallContext, *, parameter: str) -> Callback:
    """Return a wished time of the form "2026-11-27 afternoon", "2026-11-27 15:30" or just the day.

    Raises:
        AskAgain: `bad-date`, `in-the-past` or `too-far`.
    """
    day = read_day(text.strip(), call, parameter=parameter, latest_days=LATEST_CALLBACK_DAYS)
    rest = text.strip()[10:].lower()
    part = next((part for part in _PARTS if part in rest), "")
    if part:
        return Callback(day=day, part_of_day=part)
    if found := re.search(r"\b(\d{1,2}):(\d{2})\b", rest):
        hour, minute = int(found[1]), int(found[2])
        if hour > 23 or minute > 59:
            raise AskAgain(parameter, "bad-date")
        return Callback(day=day, time=time(hour, minute))
    return Callback(day=day)


def read_clock(text: str | None, part_of_day: str) -> time | None:
    """Return a time of the form HH:MM; None if there is none, or it isn't in the part of the day, which then counts.

    "No, in the evening rather", to a call back at three.
    """
    try:
        at = time.fromisoformat(text or "")
    except ValueError:
        return None
    return at if part_of_day in ("", _part_of(at)) else None


def _part_of(at: time) -> str:
    return "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"
