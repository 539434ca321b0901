"""Time zones of places: of a ZIP code, and as callers name them ("Central", "Chicago time")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from callcenter.dialog.wording.templates import place_of

_TABLE = Path(__file__).with_name("zip_zones.csv")
#: The zones of the United States as people call them.
_CALLED = {
    "eastern": "America/New_York",
    "east coast": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "west coast": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic": "America/Puerto_Rico",
}
_CLOCKS = ("eastern", "central", "mountain", "pacific", "alaska", "hawaii", "atlantic")
#: Their letters: "CT", "CST", "CDT".
_LETTERS = {f"{clock[0]}{season}t": _CALLED[clock] for clock in _CLOCKS[:4] for season in ("", "s", "d")}
#: Parts of the world whose zones are named by a city.
_AREAS = ("America", "Europe", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
_NO_NAME = re.compile(r"[^a-z0-9]+")
#: What stands around a place's name and says nothing of it.
_AROUND = frozenset("the time zone standard daylight us usa in city".split())


def zone_of_postcode(postcode: str) -> str:
    """Return the time zone of a ZIP code of the United States; '' if it isn't known.

    >>> zone_of_postcode("60614"), zone_of_postcode("79936"), zone_of_postcode("09012")
    ('America/Chicago', 'America/Denver', '')
    """
    firsts, zones = _runs()
    place = bisect_right(firsts, postcode) - 1
    return zones[place] if place >= 0 and re.fullmatch(r"\d{5}", postcode) else ""


def zone_named(name: str) -> str:
    """Return the time zone that a caller names by its own name, a big city of it or a ZIP code; '' if it's none.

    >>> [zone_named(name) for name in ("Central", "CST", "new york time", "98103", "Madrid", "Narnia")]
    ['America/Chicago', 'America/Chicago', 'America/New_York', 'America/Los_Angeles', 'Europe/Madrid', '']
    """
    words = [word for word in _NO_NAME.sub(" ", name.lower()).split() if word not in _AROUND]
    plain = " ".join(words)
    if len(words) == 1 and plain.isdigit():
        return zone_of_postcode(plain)
    named = _CALLED.get(plain) or _LETTERS.get(plain) or _cities().get(plain)
    # "Chicago, Illinois": what comes after a city of ours only says where it lies; "London, Kentucky" isn't London's.
    city = _cities().get(_NO_NAME.sub(" ", name.lower().partition(",")[0]).strip(), "")
    return named or (city if city.startswith(("America/", "Pacific/Honolulu")) else "")


def called(zone: str, name: str) -> str:
    """Return what a zone's time is called to who named it so: "Central time", "Chicago time".

    >>> called("America/Chicago", "CST"), called("America/Chicago", "60614"), called("America/Chicago", "central time")
    ('Central time', 'Chicago time', 'Central time')
    """
    words = [word for word in _NO_NAME.sub(" ", name.lower()).split() if word not in _AROUND]
    is_clock = any(word in _CLOCKS or word in _LETTERS for word in words)
    clock = next((one for one in _CLOCKS if _CALLED[one] == zone), "") if is_clock else ""
    return f"{clock.capitalize() or place_of(zone)} time"


@cache
def _runs() -> tuple[Sequence[str], Sequence[str]]:
    lines = [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    runs = [line.split(",") for line in lines]
    return [first for first, _ in runs], [zone for _, zone in runs]


@cache
def _cities() -> Mapping[str, str]:
    """Return zones by the city they are called by, those of the United States' neighbourhood first."""
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/"), zone), reverse=True)
    known = [zone for area in reversed(_AREAS) for zone in zones if zone.partition("/")[0] == area]
    return {place_of(zone).lower(): zone for zone in known}
