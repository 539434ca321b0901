"""A reader's preferences: their time zone and language, chosen on the account page or told by the browser.

Every time a page shows goes through `shown_time`, every string through `_`, which looks it up in a gettext catalogue
(`locales/`); what isn't in it stays English.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from starlette.datastructures import Headers

#: Set by a page's script to the browser's time zone (assets/zone.js).
ZONE_COOKIE: Final = "callcenter-zone"
LOCALES: Final = Path(__file__).parent / "locales"
_ENGLISH: Final = "en"
_FORMATS: Final = {"seconds": "%Y-%m-%d %H:%M:%S", "minutes": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A time zone (IANA name) and a language (or several, as browsers list them); empty if nothing is said."""

    time_zone: str = ""
    language: str = ""


NO_PREFERENCES: Final = Preferences()


def preferences_of_browser(headers: Headers) -> Preferences:
    """Return what a browser says of itself."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(ZONE_COOKIE)
    except CookieError:
        found = None
    return Preferences(
        time_zone=unquote(found.value) if found is not None else "", language=headers.get("accept-language", "")
    )


@cache
def time_zones() -> Sequence[str]:
    """Return the names of all time zones, sorted."""
    return tuple(sorted(name for name in available_timezones() if not name.startswith(("posix", "right", "local"))))


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name; UTC if there is none of that name."""
    return ZoneInfo(name) if name in time_zones() else UTC


def shown_time(at: datetime | str, zone: tzinfo, *, to: str = "seconds") -> str:
    """Return a time (an aware one, or its ISO 8601 text) as pages show it: to the second, minute or day."""
    time = datetime.fromisoformat(at) if isinstance(at, str) else at
    return time.astimezone(zone).strftime(_FORMATS[to])


def zone_name(zone: tzinfo) -> str:
    """Return a time zone's name for a table's head."""
    return str(zone)


def languages() -> Sequence[str]:
    """Return the languages there are: English, and each that has a compiled catalogue."""
    found = (path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/console.mo"))
    return (_ENGLISH, *sorted(set(found) - {_ENGLISH}))


def language_of(wanted: str) -> str:
    """Return the first language there is of a browser's list ("de-CH,de;q=0.9"), English if there is none."""
    for one in wanted.split(","):
        code = one.split(";")[0].strip()
        for name in (code.replace("-", "_"), code.split("-")[0]):
            if name in languages():
                return name
    return _ENGLISH


_spoken: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("catalogue", default=None)


def speak(language: str) -> None:
    """Have `_` speak a language in this task, and in those it starts."""
    _spoken.set((language, gettext.translation("console", LOCALES, languages=[language], fallback=True)))


def spoken() -> str:
    """Return the language that `_` speaks in this task, as a browser and a screen reader take it (`pt-BR`)."""
    found = _spoken.get()
    return found[0].replace("_", "-") if found is not None else _ENGLISH


def _(text: str) -> str:
    """Return a string of the pages in the language of whoever looks; English if nobody translated it."""
    found = _spoken.get()
    return found[1].gettext(text) if found is not None else text


def N_(text: str) -> str:
    """Mark a string for translators that is looked up later, by whoever shows it."""
    return text


def plain(code: str | None) -> str:
    """Return a code of ours (a disposition, a reason) as words: `gave_up` is "gave up"."""
    return _(code.replace("_", " ").replace("-", " ")) if code else ""
