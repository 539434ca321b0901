"""How many calls one number may make, and one number may get: at once and within an hour.

Kept in the parent's memory, for all its workers: a flood is over long before a restart matters, and nothing about a
refused call may wait for Postgres. Numbers are compared by their digits, since carriers write one number in several
ways.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from callcenter.domain.routing.reason import VerdictReason
from callcenter.settings import SipSettings

HOUR_S = 3600.0
#: Numbers remembered; beyond them those that called longest ago are forgotten.
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """One limit: which number it looks at, how many calls at once and an hour (0 is any number), and its name."""

    is_caller: bool
    at_once: int
    an_hour: int

    @property
    def reason(self) -> VerdictReason:
        return VerdictReason.CALLER_LIMIT if self.is_caller else VerdictReason.NUMBER_LIMIT


@dataclass(slots=True)
class _Seen:
    """What one number did: calls that are up, and when calls began within the last hour (monotonic seconds)."""

    up: int = 0
    began_s: deque[float] = field(default_factory=deque)


class CallLimits:
    """The limits of one `serve`.

    Args:
        settings: `calls_per_caller`, `calls_per_caller_an_hour`, `calls_per_number`, `calls_per_number_an_hour`.
        monotonic: The clock.
    """

    def __init__(self, settings: SipSettings, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = (
            _Limit(is_caller=True, at_once=settings.calls_per_caller, an_hour=settings.calls_per_caller_an_hour),
            _Limit(is_caller=False, at_once=settings.calls_per_number, an_hour=settings.calls_per_number_an_hour),
        )
        self._monotonic = monotonic
        self._seen: tuple[dict[str, _Seen], dict[str, _Seen]] = ({}, {})
        self._up: dict[str, list[tuple[dict[str, _Seen], str]]] = {}

    @property
    def remembered(self) -> int:
        """How many callers and dialled numbers are kept in mind."""
        return sum(map(len, self._seen))

    def begin(self, call_id: str, *, caller: str, dialled: str) -> VerdictReason | None:
        """Count a call until it ends, or return why it is one too many.

        A withheld number is nobody's, so only the dialled number's limit holds for it.
        """
        if reason := self._exceeded(caller, dialled):
            return reason
        now_s = self._monotonic()
        self._up[call_id] = watched = [(seen, number) for _, seen, number in self._watched(caller, dialled)]
        for seen, number in watched:
            found = seen.pop(number, None) or _Seen()
            seen[number] = found
            found.up += 1
            found.began_s.append(now_s)
            _forget(seen)
        return None

    def end(self, call_id: str) -> None:
        """A call is over; one that wasn't counted is nothing to do."""
        for seen, number in self._up.pop(call_id, ()):
            if number in seen:
                seen[number].up -= 1

    def _exceeded(self, caller: str, dialled: str) -> VerdictReason | None:
        now_s = self._monotonic()
        for limit, seen, number in self._watched(caller, dialled):
            found = seen.get(number)
            if found is None:
                continue
            while found.began_s and found.began_s[0] <= now_s - HOUR_S:
                found.began_s.popleft()
            if (limit.at_once and found.up >= limit.at_once) or (limit.an_hour and len(found.began_s) >= limit.an_hour):
                return limit.reason
        return None

    def _watched(self, caller: str, dialled: str) -> Iterator[tuple[_Limit, dict[str, _Seen], str]]:
        for limit, seen, text in zip(self._limits, self._seen, (caller, dialled), strict=True):
            number = re.sub(r"\D", "", text) or text.lower()
            if number and (limit.at_once or limit.an_hour):
                yield limit, seen, number


def _forget(seen: dict[str, _Seen]) -> None:
    """Keep the memory bounded: the oldest numbers without a call go."""
    if len(seen) > REMEMBERED:
        for number in [number for number, found in seen.items() if not found.up][: len(seen) - REMEMBERED]:
            del seen[number]
