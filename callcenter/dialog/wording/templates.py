"""Templates of what an agent says, and the filters that turn facts into words a voice speaks well on the phone.

Templates come from `agent.yaml`. They are sandboxed and strict: a field that isn't there is an error, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

import phonenumbers
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: The filters we add to Jinja's.
OURS = ("money", "date", "month", "time", "zoned", "digits", "ordinal", "plural", "list")

Now = Callable[[], datetime]
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
#: What Python and Jinja quote of a value's kind, not of the value.
_KINDS = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple", "date", "datetime", "time", "NoneType"})
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class TemplateFault(ValueError):
    """A template can't be filled; the message says which field or filter and why, without the caller's data."""


class Templates:
    """Fills templates. `now` gives the current time (aware), in the call's time zone."""

    def __init__(self, now: Now | None = None) -> None:
        self._environment = _environment(now or (lambda: datetime.now(UTC)))

    def render(self, template: str, facts: Mapping[str, Any]) -> str:
        """Return the template filled with the facts, in one line.

        Raises:
            TemplateFault: a field is missing or a filter can't speak its value.
        """
        try:
            text = self._environment.from_string(template).render(dict(facts))
        except (TemplateError, TemplateFault, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise TemplateFault(f"{type(error).__name__}: {_without_values(str(error), template)}") from error
        spoken = " ".join(text.split()).replace(" .", ".").replace(" ,", ",")
        # "2 p.m." at the end of a sentence.
        return _TWO_STOPS.sub(".", spoken)


def _without_values(text: str, template: str) -> str:
    """Return an error's text with # for what it quotes and the template hasn't: facts, perhaps the caller's."""

    def kept(quoted: re.Match[str]) -> str:
        words = quoted[1] if quoted[1] is not None else quoted[2]
        return quoted[0] if words in template or words.removesuffix(" object") in _KINDS else "#"

    return _QUOTED.sub(kept, text)


def check_template(text: str) -> list[str]:
    """Return what is wrong with a template's syntax or filters; empty if nothing is."""
    try:
        # To Python's source and no further: its own compiler finds nothing more, and takes as long again.
        _CHECKING.compile(text, raw=True)
    except TemplateSyntaxError as error:
        where = f" (line {error.lineno} of the template)" if "\n" in text.strip() else ""
        return [f"{error.message}{where}"]
    except TemplateError as error:
        return [str(error)]
    return []


def filter_names() -> tuple[str, ...]:
    """Return the names of all filters, ours and Jinja's."""
    return tuple(sorted(_CHECKING.filters))


def money(cents: int) -> str:
    """Return an amount of US cents in words and figures: ``49 dollars and 90 cents``.

    Raises:
        TemplateFault: no whole number.
    """
    if isinstance(cents, bool) or not isinstance(cents, int):
        raise TemplateFault("the filter money needs whole cents")
    minus = "minus " if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    parts = [plural(dollars, "dollar")] if dollars or not rest else []
    if rest:
        parts.append(plural(rest, "cent"))
    return minus + " and ".join(parts)


def ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``3rd`` and so on."""
    tens = abs(int(number)) % 100
    ending = "th" if 10 <= tens <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(tens % 10, "th")
    return f"{int(number)}{ending}"


def plural(count: int, singular: str, several: str = "") -> str:
    """Return the count with its noun: ``1 invoice``, ``2 invoices``."""
    return f"{count} {singular if abs(count) == 1 else several or singular + 's'}"


def digits(value: object) -> str:
    """Return digits one by one with pauses between groups: ``4 0 7 1, 8 8 2 3``.

    A phone number of ten digits (or eleven from 1) is grouped as people say it; one in E.164 is said without its
    country's code.

    Raises:
        TemplateFault: there is no digit in it.
    """
    if str(value).startswith("+"):
        with suppress(phonenumbers.NumberParseException):
            value = phonenumbers.national_significant_number(phonenumbers.parse(str(value)))
    found = [character for character in str(value) if character.isdigit()]
    if not found:
        raise TemplateFault("the filter digits needs at least one digit")
    return ", ".join(" ".join(group) for group in _groups(found))


def join_list(items: Iterable[object], word: str = "and") -> str:
    """Return items as people list them: ``a, b and c``."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def clock_time(value: object) -> str:
    """Return a time of day: ``8 AM``, ``2:30 PM``, ``noon``. Takes ``HH:MM`` or an ISO 8601 moment."""
    at = _read_time(value)
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "noon" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'AM' if at.hour < 12 else 'PM'}"


def place_of(zone: str) -> str:
    """Return the place that a time zone is called by: ``New York`` of ``America/New_York``."""
    return zone.rpartition("/")[2].replace("_", " ")


def zoned_time(value: object, now: Now) -> str:
    """Return a time of day with whose it is: ``2 PM New York time``, for who may live elsewhere."""
    return f"{clock_time(value)} {place_of(str(now().tzinfo))} time"


def calendar_day(value: object, now: Now) -> str:
    """Return a day: ``Tuesday, March 3rd``, with the year if it isn't this one. Takes ISO 8601."""
    day = _read_day(value)
    year = f", {day.year}" if day.year != now().year else ""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {ordinal(day.day)}{year}"


def calendar_month(value: object, now: Now) -> str:
    """Return a month: ``September``, with the year if it isn't this one. Takes ISO 8601 (``2026-09``)."""
    day = _read_day(f"{str(value)[:7]}-01")
    return MONTHS[day.month - 1] if day.year == now().year else f"{MONTHS[day.month - 1]} {day.year}"


def _groups(found: list[str]) -> list[list[str]]:
    count = len(found)
    if count in (10, 11):
        head = count - 10
        sizes = [size for size in (head, 3, 3, 4) if size]
    elif count <= 5:
        sizes = [count]
    elif count % 4 == 0:
        sizes = [4] * (count // 4)
    else:
        sizes = [3] * (count // 3) + ([count % 3] if count % 3 else [])
        if sizes[-1] == 1:
            sizes[-2:] = [4]
    groups, start = [], 0
    for size in sizes:
        groups.append(found[start : start + size])
        start += size
    return groups


def _read_day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise TemplateFault("the filter date needs an ISO 8601 day") from error


def _read_time(value: object) -> time:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, time):
        return value
    text = str(value)
    try:
        return datetime.fromisoformat(text).timetz() if "T" in text or " " in text else time.fromisoformat(text)
    except ValueError as error:
        raise TemplateFault("the filter time needs HH:MM or an ISO 8601 moment") from error


def _environment(now: Now) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # spoken, never HTML
    environment.filters.update(
        money=money,
        date=lambda value: calendar_day(value, now),
        month=lambda value: calendar_month(value, now),
        time=clock_time,
        zoned=lambda value: zoned_time(value, now),
        digits=digits,
        ordinal=ordinal,
        plural=plural,
        list=join_list,
    )
    return environment


_CHECKING = _environment(lambda: datetime.now(UTC))
