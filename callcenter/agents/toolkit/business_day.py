"""Days and times as the business has them: in its own time zone, never the server's."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from callcenter.calls.context import CallContext


def today(call: CallContext, at: datetime | None = None) -> date:
    """Return the business's day of a moment (aware), of now by default."""
    return (at or datetime.now(_zone(call))).astimezone(_zone(call)).date()


def day_began(call: CallContext, day: date) -> datetime:
    """Return the moment at which a day of the business began."""
    return datetime.combine(day, time(), _zone(call))


def local(call: CallContext, at: datetime) -> str:
    """Return a moment in the business's time, ISO 8601 to the minute."""
    return at.astimezone(_zone(call)).isoformat(timespec="minutes")


def _zone(call: CallContext) -> ZoneInfo:
    return ZoneInfo(call.settings.calls.timezone)
