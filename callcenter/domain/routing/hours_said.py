"""Opening hours as a caller hears them: "Monday to Friday from 8 a.m. to 8 p.m.". In four languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from callcenter.domain.routing.opening_hours import DAYS, Calendar

#: How many days ahead days off are told.
TOLD_AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """One language's words: `days`, `span` and `date` with names in braces for what is filled in."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    days: str
    span: str
    conjunction: str
    always: str
    date: str
    midnight: str
    on: str = ""
    is_24_hours: bool = True


_WORDS: Mapping[str, _Words] = {
    "en": _Words(
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        months=tuple("January February March April May June July August September October November December".split()),
        days="{first} to {last}",
        span="from {opens} to {closes}",
        conjunction="and",
        always="around the clock",
        date="{weekday}, {month} {day}",
        midnight="midnight",
        on="on ",
        is_24_hours=False,
    ),
    "es": _Words(
        weekdays=("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
        months=tuple(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
        ),
        days="de {first} a {last}",
        span="de {opens} a {closes}",
        conjunction="y",
        always="a todas horas",
        date="{weekday} {day} de {month}",
        midnight="medianoche",
        on="el ",
    ),
    "fr": _Words(
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
        days="du {first} au {last}",
        span="de {opens} à {closes}",
        conjunction="et",
        always="à toute heure",
        date="le {weekday} {day} {month}",
        midnight="minuit",
    ),
    "de": _Words(
        weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        months=tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
        days="{first} bis {last}",
        span="von {opens} bis {closes}",
        conjunction="und",
        always="rund um die Uhr",
        date="am {weekday}, dem {day}. {month}",
        midnight="Mitternacht",
    ),
}


def hours_said(calendar: Calendar, language: str = "en") -> str:
    """Return the weekly hours in words, days with the same hours together; '' for a calendar that is never open."""
    words = _WORDS.get(language, _WORDS["en"])
    by_day = [tuple(sorted((span.opens, span.closes) for span in calendar.spans if span.day == day)) for day in DAYS]
    if all(spans == (("00:00", "24:00"),) for spans in by_day):
        return words.always
    groups: list[tuple[int, int]] = []
    for index, spans in enumerate(by_day):
        if groups and spans == by_day[groups[-1][1]]:
            groups[-1] = (groups[-1][0], index)
        else:
            groups.append((index, index))
    said = [
        f"{_days(first, last, words)} {_join([_span(opens, closes, words) for opens, closes in by_day[first]], words)}"
        for first, last in groups
        if by_day[first]
    ]
    return _join(said, words)


def days_off_said(calendar: Calendar, today: date, language: str = "en") -> str:
    """Return the days off of the next two weeks in words, or ''. Days that can't be read are left out."""
    words = _WORDS.get(language, _WORDS["en"])
    days = [day for text in calendar.closed_on if (day := _day(text)) is not None]
    near = sorted(day for day in days if today <= day <= today + timedelta(days=TOLD_AHEAD_DAYS))
    return _join([_date_said(day, language) for day in near], words)


def hours_of_day_said(calendar: Calendar, day: date, language: str = "en") -> str:
    """Return one day's hours in words, '' if nobody is there then."""
    words = _WORDS.get(language, _WORDS["en"])
    if day.isoformat() in calendar.closed_on:
        return ""
    spans = sorted((span.opens, span.closes) for span in calendar.spans if span.day == DAYS[day.weekday()])
    return _join([words.always if span == ("00:00", "24:00") else _span(*span, words) for span in spans], words)


def day_said(day: date, language: str = "en") -> str:
    """Return a day in words, as it stands in a sentence: "on Sunday, November 29"."""
    words = _WORDS.get(language, _WORDS["en"])
    return f"{words.on}{_date_said(day, language)}"


def _date_said(day: date, language: str) -> str:
    words = _WORDS.get(language, _WORDS["en"])
    weekday = words.weekdays[day.weekday()]
    if language == "es":
        weekday = weekday.removeprefix("el ")
    return words.date.format(weekday=weekday, day=day.day, month=words.months[day.month - 1])


def _days(first: int, last: int, words: _Words) -> str:
    if first == last:
        return words.weekdays[first]
    return words.days.format(
        first=words.weekdays[first].removeprefix("el "), last=words.weekdays[last].removeprefix("el ")
    )


def _span(opens: str, closes: str, words: _Words) -> str:
    return words.span.format(opens=_clock(opens, words), closes=_clock(closes, words))


def _clock(text: str, words: _Words) -> str:
    if text in ("24:00", "00:00"):
        return words.midnight
    at = time.fromisoformat(text)
    if words.is_24_hours:
        return f"{at.hour}" if not at.minute else f"{at.hour}:{at.minute:02d}"
    if at == time(12):
        return "noon"
    hour, half = at.hour % 12 or 12, "a.m." if at.hour < 12 else "p.m."
    return f"{hour} {half}" if not at.minute else f"{hour}:{at.minute:02d} {half}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _join(parts: Sequence[str], words: _Words) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {words.conjunction} {parts[-1]}"
