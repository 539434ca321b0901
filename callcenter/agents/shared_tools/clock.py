"""A time of ours told by another clock: "what's that in Chicago time?"."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, TypedDict
from zoneinfo import ZoneInfo

from livekit.agents import RunContext, function_tool
from pydantic import Field

from callcenter.agents.toolkit.answers import AskAgain
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.parameters import read_day
from callcenter.agents.toolkit.time_zones import called, zone_named
from callcenter.calls.context import CallContext

#: How far ahead a time is told otherwise: as far as anything is planned.
LATEST_DAY = 366


class TimeElsewhere(TypedDict):
    """A moment by two clocks: ours, and that of the place the caller named. Days are told where the two differ."""

    day: str
    at: str
    there_day: str
    there_at: str
    there: str
    is_ours: bool


@function_tool
async def time_elsewhere(
    context: RunContext[CallContext],
    clock_time: Annotated[str, Field(description="The time of day by the clock it is told in, as HH:MM.")],
    place: Annotated[
        str,
        Field(
            description="The zone the caller named (Eastern, Central, Mountain, Pacific, Arizona, Alaska, Hawaii), "
            "a big city of it, or a ZIP code; of another city the zone it lies in."
        ),
    ],
    day: str | None = None,
    is_theirs: bool | None = None,
) -> TimeElsewhere:
    """Tell a time by the clock of another place: never reckon it yourself.

    Call this when the caller asks what a time is where they are or in another zone. A visit's hours are by the clock
    at the customer's home already: those need no other clock there.

    Args:
        clock_time: The time of day, as HH:MM.
        place: Whose clock it is to be told by.
        day: Its day, as YYYY-MM-DD. Leave it out for today.
        is_theirs: True if the time is by the clock of that place, and the caller asks what it is with us.
    """
    call = context.userdata
    try:
        clock = time.fromisoformat(clock_time)
    except ValueError as error:
        raise AskAgain("clock_time", "bad-time") from error
    zone = zone_named(place)
    if not zone:
        raise AskAgain("place", "not-known")
    on = read_day(day, call, parameter="day", latest_days=LATEST_DAY) if day else today(call)
    ours, theirs = ZoneInfo(call.settings.calls.timezone), ZoneInfo(zone)
    moment = datetime.combine(on, clock, theirs if is_theirs else ours)
    here, there = moment.astimezone(ours), moment.astimezone(theirs)
    return TimeElsewhere(
        day=here.date().isoformat(),
        at=here.strftime("%H:%M"),
        there_day=there.date().isoformat(),
        there_at=there.strftime("%H:%M"),
        there=called(zone, place),
        is_ours=here.utcoffset() == there.utcoffset(),
    )
