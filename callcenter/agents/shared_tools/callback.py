"""Calling back: numbers that we call, and when the caller would like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from callcenter.agents.toolkit.answers import AskAgain
from callcenter.agents.toolkit.parameters import read_day
from callcenter.calls.context import CallContext
from callcenter.calls.transfer.reachable_number import reachable_number
from callcenter.domain.routing.hours_said import hours_of_day_said

#: How far ahead a call back may be wished.
LATEST_CALLBACK_DAYS = 14
#: Longest wish in words that is kept, and longest name.
MAX_WISH = 120
MAX_NAME = 60
#: What a model does about a time at which nobody is there.
ASK_WHEN = "Say so, and ask when they'd like to be called. Call this tool again; a time that they insist on is taken."
_PARTS = ("morning", "afternoon", "evening")
#: Times of each part, at one of which somebody has to be there.
_HOURS = {
    part: tuple(time(hour) for hour in range(*span))
    for part, span in zip(_PARTS, ((8, 12), (12, 17), (16, 21)), strict=True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """When and whom to call back, in the business's time: a day, a part of one or a time. Empty: nothing was wished.

    `wish` is what no day, part or time can say ("after five", "any day but Wednesday"); `name` is of somebody else
    than the caller.
    """

    day: date | None = None
    part_of_day: str = ""
    time: time | None = None
    wish: str = ""
    name: str = ""

    @property
    def is_wished(self) -> bool:
        """Whether anything of it was wished."""
        return self != Callback()


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


def read_callback(
    call: CallContext, *, day: str | None, part: str | None, at: str | None, wish: str | None, name: str | None
) -> Callback:
    """Return when and whom to call back, as it was given for the parameters `callback_day` and so on.

    Raises:
        AskAgain: `bad-date`, `in-the-past` or `too-far`; `which-day`, a time of the day alone names no moment;
            `closed-then`, nobody is there at that time.
    """
    words, whom = _short(wish, MAX_WISH), _short(name, MAX_NAME)
    named = next((one for one in _PARTS if one in (part or "").lower()), "")
    moment = read_clock(at, named)
    if not day:
        if moment is not None:
            raise AskAgain("callback_day", "which-day")
        return Callback(part_of_day=named, wish=words, name=whom)
    on = read_day(day, call, parameter="callback_day", latest_days=LATEST_CALLBACK_DAYS)
    _tell_if_closed(call, on, [moment] if moment else _HOURS.get(named, ()))
    return Callback(day=on, part_of_day="" if moment else named, time=moment, wish=words, name=whom)


def _tell_if_closed(call: CallContext, day: date, times: Sequence[time]) -> None:
    """Tell a language model, once, that nobody of ours is there on a day, or at none of the times.

    Who insists has it noted.

    Raises:
        AskAgain: `closed-then`, with the hours of that day, '' if there are none.
    """
    calendar, key = call.call.calendar, f"closed-then {day}"
    if calendar is None or key in call.notes or not call.is_led_by_model:
        return  # the dialog engine would ask for what it is told to forget, one by one
    hours, zone = hours_of_day_said(calendar, day, call.language), ZoneInfo(call.settings.calls.timezone)
    moments = [datetime.combine(day, at, zone) for at in times]
    if hours and (not moments or any(map(calendar.is_open, moments))):
        return
    call.notes[key] = True
    named = ("callback_part", "callback_time")
    raise AskAgain("callback_day", "closed-then", forget=named, next=ASK_WHEN, callback_on=day, day_hours=hours)


def _short(text: str | None, most: int) -> str:
    return " ".join((text or "").split())[:most].strip(" .,;")


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
