"""The dashboard: what the calls of a time come to, beside the time before, each figure with the calls behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.domain.record.disposition import Disposition
from callcenter.errors import SettingsError
from callcenter.store.figures.count import LATENCIES, count_stale
from callcenter.store.figures.marks import Mark
from callcenter.store.figures.sums import load_course, load_sums

#: Days shown unless somebody asks for others, and at most.
DAYS, MOST_DAYS = 7, 1100
#: Up to so many days the calls are drawn by hours, more by days.
_DAYS_BY_HOUR = 3
#: Names of a list: the most frequent.
_MOST = 10
_DRAWN = (Mark.CALL, Mark.ANSWERED, Mark.REFUSED, Mark.ABANDONED)
#: The part by which the call log filters.
_HEARD = "response_ms"
_OUTCOMES = tuple(mark for mark in Mark if mark.startswith("person-"))
_TIMES = "Times are written 2026-03-31 or 2026-03-31T17:00, in the zone given, such as Europe/Berlin."


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time of whole hours, in a zone; `until` isn't included."""

    since: datetime
    until: datetime
    zone: ZoneInfo

    @property
    def before(self) -> Span:
        """The time of the same length before it; as many days if it is whole days, whatever the clocks did."""
        days = (self.until.date() - self.since.date()).days
        if self.since.time() == self.until.time() == time.min:
            since = datetime.combine(self.since.date() - timedelta(days=days), time.min, self.zone)
        else:
            since = self.since.astimezone(UTC) - (self.until.astimezone(UTC) - self.since.astimezone(UTC))
        return Span(since=since.astimezone(self.zone), until=self.since, zone=self.zone)

    @property
    def is_by_hour(self) -> bool:
        """Whether its course is told by hours, rather than by days of the zone."""
        return self.until - self.since <= timedelta(days=_DAYS_BY_HOUR)

    @property
    def query(self) -> dict[str, str]:
        """The call log's filters that hold the calls which began in it."""
        return {"since": _written(self.since), "until": _written(self.until)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number beside the one before; None if nothing was there to count. `unit` is count, share, ms or cents.

    `query` is the call log's filters that hold the calls behind it.
    """

    name: str
    unit: str
    value: float | None
    before: float | None
    query: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON data."""
        return {
            "name": self.name,
            "unit": self.unit,
            "value": self.value,
            "before": self.before,
            "calls": dict(self.query),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """All of it. `waiting` calls have changed and aren't counted yet (10,000: that many or more)."""

    span: Span
    waiting: int
    figures: Sequence[Figure]
    transfers: Sequence[Figure]
    latencies: Sequence[tuple[str, Figure, Figure]]
    dispositions: Sequence[Figure]
    reasons: Sequence[Figure]
    tools: Sequence[Figure]
    switches: Sequence[Figure]
    #: By hours or days of the zone: when it begins and ends, and calls by mark.
    course: Sequence[tuple[datetime, datetime, Mapping[Mark, int]]]

    def to_json(self) -> dict[str, Any]:
        """Return the dashboard as JSON data."""
        lists = ("figures", "transfers", "dispositions", "reasons", "tools", "switches")
        return {
            "since": self.span.since.isoformat(),
            "until": self.span.until.isoformat(),
            "zone": self.span.zone.key,
            "before_since": self.span.before.since.isoformat(),
            "waiting": self.waiting,
            **{name: [figure.to_json() for figure in getattr(self, name)] for name in lists},
            "latencies": [
                {"part": part, "p50": middle.to_json(), "p95": slow.to_json()} for part, middle, slow in self.latencies
            ],
            "course": [
                {"since": since.isoformat(), "until": until.isoformat(), **{str(mark): n for mark, n in counts.items()}}
                for since, until, counts in self.course
            ],
        }


def read_span(viewer: Viewer, *, since: str = "", until: str = "", zone: str = "", now: datetime | None = None) -> Span:
    """Return the time asked for: the last days up to today's end if nothing is; the last day is included.

    The zone is the viewer's if none is asked for.

    Ends between whole hours of UTC (days of zones half an hour off) go to the hour before.

    Raises:
        SettingsError: no time or zone of ours, the end before the beginning, or too long.
    """
    try:
        in_zone = ZoneInfo(zone or str(viewer.zone))
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(f"There is no zone {zone[:40]!r}.", remedy=_TIMES) from error
    today = (now or datetime.now(UTC)).astimezone(in_zone).date()
    try:
        ends = _read(until, in_zone, is_end=True) if until else _midnight(today + timedelta(days=1), in_zone)
        last_day = (ends - timedelta(seconds=1)).date()
        begins = _read(since, in_zone) if since else _midnight(last_day - timedelta(days=DAYS - 1), in_zone)
    except (ValueError, OverflowError) as error:
        raise SettingsError("That is no time.", remedy=_TIMES) from error
    if not timedelta(0) < ends - begins <= timedelta(days=MOST_DAYS):
        raise SettingsError(f"A time ends after it begins, and lasts {MOST_DAYS} days at most.", remedy=_TIMES)
    return Span(since=begins, until=ends, zone=in_zone)


async def dashboard(desk: Desk, viewer: Viewer, span: Span) -> Dashboard:
    """Return what the calls that began in a time come to."""
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        waiting = await count_stale(connection)
        now = await load_sums(connection, span.since, span.until)
        before = await load_sums(connection, span.before.since, span.before.until)
        course = await load_course(
            connection, span.since, span.until, _DRAWN, zone=span.zone.key, by_day=not span.is_by_hour
        )

    def marked(mark: Mark) -> dict[str, str]:
        """Return the call log's filters that hold the calls with a mark; every call has that of a call."""
        return {**span.query, **({"mark": mark.value} if mark is not Mark.CALL else {})}

    def counts(mark: Mark, name: str = "") -> Figure:
        return Figure(
            name=name or mark.value, unit="count", value=now.calls(mark), before=before.calls(mark), query=marked(mark)
        )

    def listed(kind: str, most: int = _MOST) -> Sequence[Figure]:
        then = before.by_kind.get(kind, {})
        return tuple(
            Figure(
                name=name, unit="count", value=n, before=then.get(name, 0), query={**span.query, **_filter(kind, name)}
            )
            for name, n in now.most(kind, most)
        )

    def shared(name: str, mark: Mark, of: Sequence[Mark]) -> Figure:
        value, then = (_share(sums.calls(mark), sum(sums.calls(one) for one in of)) for sums in (now, before))
        return Figure(name=name, unit="share", value=value, before=then, query=marked(mark))

    def per_call(name: str, unit: str, total: str, mark: Mark, scale: float = 1.0) -> Figure:
        value, then = (_share(sums.total(total) * scale, sums.calls(mark), digits=2) for sums in (now, before))
        return Figure(name=name, unit=unit, value=value, before=then, query=marked(mark))

    def summed(name: str, total: str, mark: Mark, unit: str = "count", scale: float = 1.0) -> Figure:
        value, then = (round(sums.total(total) * scale, 2) for sums in (now, before))
        return Figure(name=name, unit=unit, value=value, before=then, query=marked(mark))

    def latency(part: str, share: float) -> Figure:
        value, then = (sums.percentile_ms(part, share) for sums in (now, before))
        query = marked(Mark.ANSWERED)
        if part == _HEARD and value is not None:
            query["latency_at_least_ms"] = str(value)
        return Figure(name=f"p{share * 100:.0f}", unit="ms", value=value, before=then, query=query)

    return Dashboard(
        span=span,
        waiting=waiting,
        figures=(
            *(counts(mark) for mark in (Mark.CALL, Mark.ANSWERED, Mark.REFUSED, Mark.ABANDONED)),
            shared("containment", Mark.CONTAINED, (Mark.ANSWERED,)),
            per_call("handling", "ms", "handling_ms", Mark.ANSWERED),
            shared("first-call-resolution", Mark.FIRST_CALL, (Mark.FIRST_CALL, Mark.CAME_BACK)),
            counts(Mark.CAME_BACK),
            counts(Mark.PERSON),
            counts(Mark.PERSON_TRANSFERRED),
            summed("interruptions-by-caller", "caller_broke_in", Mark.CALLER_BROKE_IN),
            summed("interruptions-by-agent", "agent_broke_in", Mark.AGENT_BROKE_IN),
            counts(Mark.MISSED),
            shared("misses", Mark.MISSED, (Mark.ANSWERED,)),
            counts(Mark.SWITCHED),
            counts(Mark.MODEL_FAILED),
            summed("cost", "cost_x100", Mark.CALL, "cents", 0.01),
            per_call("cost-a-call", "cents", "cost_x100", Mark.ANSWERED, 0.01),
            counts(Mark.UNPRICED),
        ),
        transfers=tuple(counts(mark, mark.removeprefix("person-")) for mark in _OUTCOMES),
        latencies=tuple((part.removesuffix("_ms"), latency(part, 0.5), latency(part, 0.95)) for part in LATENCIES),
        dispositions=listed("disposition", len(Disposition)),
        reasons=listed("reason"),
        tools=listed("tool"),
        switches=listed("switch"),
        course=_course(span, course),
    )


def _course(
    span: Span, counted: Sequence[tuple[datetime, Mark, int]]
) -> Sequence[tuple[datetime, datetime, Mapping[Mark, int]]]:
    slots: list[datetime] = []
    at = span.since
    while at < span.until:
        slots.append(at)
        if span.is_by_hour:
            at = (at.astimezone(UTC) + timedelta(hours=1)).astimezone(span.zone)
        else:
            at = _midnight(at.date() + timedelta(days=1), span.zone)
    ends = [*slots[1:], span.until]
    found: list[dict[Mark, int]] = [dict.fromkeys(_DRAWN, 0) for _ in slots]
    place = 0
    for began, mark, n in counted:
        while began >= ends[place]:
            place += 1
        found[place][mark] += n
    return tuple(zip(slots, ends, found, strict=True))


def _filter(kind: str, name: str) -> dict[str, str]:
    """Return the call log's filter for a name of a kind; it has one for any switch only."""
    return {"mark": Mark.SWITCHED.value} if kind == "switch" else {kind: name}


def _share(part: float, whole: int, *, digits: int = 4) -> float | None:
    return round(part / whole, digits) if whole else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return _whole(datetime.combine(day, time.min, zone))


def _read(text: str, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    if len(text) == len("2026-03-31"):
        return _midnight(date.fromisoformat(text) + timedelta(days=1 if is_end else 0), zone)
    at = datetime.fromisoformat(text)
    return _whole(at.astimezone(zone) if at.tzinfo is not None else at.replace(tzinfo=zone))


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0).astimezone(at.tzinfo)


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
