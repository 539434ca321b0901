"""Calls as JSON lines, each with what is expected of it: an operator's own test of the routing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from callcenter.domain.routing.call_request import CallRequest
from callcenter.domain.routing.matching import RoutingOutcome
from callcenter.errors import DeclarationError, Fault
from callcenter.json_lines import read_lines

#: Keys of a line. `at` is when the call comes, ISO 8601, UTC if it names no zone.
KEYS = ("from", "to", "source_ip", "from_host", "trunk", "pin", "at", "expect")
#: What may be expected: these keys of the answer. A text alone is the outcome.
EXPECTED = ("outcome", "trunk", "rule", "room", "agent", "open", "reason")
_REMEDY = 'Write {"from": "+1…", "to": "+1…", "expect": {"agent": "triage"}}.'


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedCall:
    """One call of the table."""

    request: CallRequest
    line: int
    at: datetime | None = None
    expect: Mapping[str, Any] = field(default_factory=dict)

    def differences(self, found: Mapping[str, Any]) -> tuple[str, ...]:
        """Return where an answer isn't what was expected, such as `agent: billing, expected triage`."""
        return tuple(
            f"{key}: {_shown(found.get(key))}, expected {_shown(wanted)}"
            for key, wanted in self.expect.items()
            if (found.get(key) or None) != (wanted or None)
        )


def read_calls(path: Path) -> list[RoutedCall]:
    """Read calls from JSON lines; all keys but from and to may be missing.

    Raises:
        DeclarationError: every line that isn't a call, and all that is wrong with it.
    """
    calls: list[RoutedCall] = []
    faults: list[Fault] = []
    for number, text in read_lines(path):
        try:
            row = json.loads(text)
            wrong = _faults(row)
        except ValueError as error:
            wrong = [f"not JSON ({error})"]
        if wrong:
            whats = (one if one.endswith("?") else f"{one}." for one in wrong)
            faults += [Fault(file=str(path), line=number, what=what, remedy=_REMEDY) for what in whats]
        else:
            calls.append(_read(row, number))
    if faults:
        raise DeclarationError(faults)
    return calls


def check_source_ip(text: str) -> str:
    """Return a sender's address as it is.

    Raises:
        ValueError: it is no IP address, so that no allow-list could be judged.
    """
    if text:
        try:
            ip_address(text)
        except ValueError:
            raise ValueError(f"{text!r} is no IP address") from None
    return text


def _faults(row: Any) -> list[str]:
    """Return all that is wrong with a line."""
    if not isinstance(row, dict):
        return ["not an object"]
    faults = _unknown_keys(row, KEYS)
    if missing := [key for key in ("from", "to") if key not in row]:
        faults.append(f"{' and '.join(missing)} missing")
    expect = row.get("expect", {})
    if isinstance(expect, dict):
        faults += _unknown_keys(expect, EXPECTED)
    elif not isinstance(expect, str):
        faults.append("expect is neither an outcome nor an object")
    outcome = expect.get("outcome") if isinstance(expect, dict) else expect
    if isinstance(outcome, str) and outcome and outcome not in list(RoutingOutcome):
        faults.append(f"expect: {outcome!r} is no outcome; there are {', '.join(RoutingOutcome)}")
    for key, check in (("source_ip", check_source_ip), ("at", call_time)):
        try:
            check(str(row[key])) if row.get(key) else None
        except ValueError as error:
            faults.append(str(error))
    return faults


def _read(row: Mapping[str, Any], line: int) -> RoutedCall:
    """Return a line without faults as a call."""
    texts = {key: "" if row.get(key) is None else str(row[key]) for key in KEYS[:6]}
    expect = row.get("expect", {})
    expect = {"outcome": expect} if isinstance(expect, str) else expect
    return RoutedCall(
        request=CallRequest(
            from_number=texts["from"],
            to_number=texts["to"],
            source_ip=texts["source_ip"],
            from_host=texts["from_host"],
            trunk=texts["trunk"],
            pin=texts["pin"],
        ),
        line=line,
        at=call_time(row["at"]) if row.get("at") else None,
        expect=expect,
    )


def _unknown_keys(row: Mapping[str, Any], known: tuple[str, ...]) -> list[str]:
    faults = []
    for key in row:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            faults.append(f"no key {key!r}" + (f"; did you mean {close[0]}?" if close else ""))
    return faults


def call_time(text: Any) -> datetime:
    """Return when a call comes; UTC if no zone is named.

    Raises:
        ValueError: it is no time of ISO 8601.
    """
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"at: {text!r} is no time such as 2026-12-24T18:00") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "") else str(value)
