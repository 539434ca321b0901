"""What is wrong with trunks and calendars taken together."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callcenter.domain.trunk import InboundTrunk
from callcenter.domain.trunk_matching import is_valid_mask, normalise_number

if TYPE_CHECKING:
    from callcenter.provisioning.findings import Findings

_E164 = re.compile(r"\+[1-9]\d{4,14}")
_HOST = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_TRUNKS = "inbound_trunks"


def check_numbers(findings: Findings, section: str, name: str, key: str, numbers: Sequence[str]) -> None:
    """Add a fault for each number that isn't E.164: a plus, the country code and the rest, digits only."""
    for index, number in enumerate(numbers):
        if _E164.fullmatch(number):
            continue
        plain = normalise_number(number)
        better = f'Write "{plain}".' if _E164.fullmatch(plain) and number.startswith("+") else "Write +, country code…"
        if section == "dispatch_rules":
            better += " A rule's numbers are compared as raw text, so any other spelling never matches."
        findings.add(section, name, (key, index), f"{key}: {number!r} is no E.164 number.", better)


def check_trunks(findings: Findings) -> None:
    """Add the faults of trunks: numbers, addresses, credentials and overlaps."""
    trunks = findings.declared.inbound_trunks
    for trunk in trunks:
        check_numbers(findings, _TRUNKS, trunk.name, "numbers", trunk.numbers)
        check_numbers(findings, _TRUNKS, trunk.name, "allowed_numbers", trunk.allowed_numbers)
        _check_addresses(findings, trunk)
        auth = trunk.auth
        is_missing = "auth.password" in findings.declared.missing_secrets.get((_TRUNKS, trunk.name), {})
        if auth.username and not auth.password and not is_missing:
            what = "auth: a user name without a password is never asked for: anybody may call."
            findings.add(_TRUNKS, trunk.name, ("auth",), what, "Add password: env:NAME.", is_warning=True)
        elif auth.password and not auth.username:
            what = "auth: a password without a user name."
            findings.add(_TRUNKS, trunk.name, ("auth",), what, "Add a username.")
    for outbound in findings.declared.outbound_trunks:
        numbers = [number for number in outbound.numbers if number != "*"]
        check_numbers(findings, "outbound_trunks", outbound.name, "numbers", numbers)
    for index, trunk in enumerate(trunks):
        for other in trunks[:index]:
            _check_overlap(findings, other, trunk)


def _check_addresses(findings: Findings, trunk: InboundTrunk) -> None:
    masks = trunk.allowed_addresses
    for index, mask in enumerate(masks):
        path = ("allowed_addresses", index)
        if _is_network(mask):
            continue
        if is_valid_mask(mask) and _HOST.fullmatch(mask) and not re.fullmatch(r"[\d.]+", mask):
            what = (
                f"allowed_addresses: the host name {mask!r} is compared with the From header's host, which callers set."
            )
            findings.add(_TRUNKS, trunk.name, path, what, "Write the carrier's addresses.", is_warning=True)
        else:
            what = f"allowed_addresses: {mask!r} is no address or network."
            findings.add(_TRUNKS, trunk.name, path, what, "Write an address or network, such as 203.0.113.0/24.")
    if masks and not any(is_valid_mask(mask) for mask in masks):
        what = "allowed_addresses: every entry is malformed, and LiveKit then lets everybody in."
        findings.add(_TRUNKS, trunk.name, ("allowed_addresses",), what, "Correct the entries.", is_warning=True)


def _is_network(mask: str) -> bool:
    try:
        ipaddress.ip_network(mask, strict=False)
    except ValueError:
        return False
    return True


def _check_overlap(findings: Findings, first: InboundTrunk, second: InboundTrunk) -> None:
    """Compare two trunks as LiveKit's ValidateTrunks: alike in a number and in the callers they allow."""
    firsts = {normalise_number(number) for number in first.numbers} or {""}
    path: tuple[str | int, ...] = ("numbers",)
    shared = ""
    for index, number in enumerate(second.numbers or ("",)):
        if normalise_number(number) in firsts:
            path, shared = (("numbers", index), number) if number else (("numbers",), "any number")
            break
    if not shared:
        return
    where = _where(findings, first)
    callers = {normalise_number(number) for number in first.allowed_numbers}
    others = {normalise_number(number) for number in second.allowed_numbers}
    if bool(callers) != bool(others):
        open_one, other = (first, second) if not callers else (second, first)
        what = f"{shared} is also on {first.name} ({where}): {open_one.name} is open, {other.name} has allowed_numbers;"
        what += " LiveKit accepts both and then fails the allowed callers (503)."
        findings.add(_TRUNKS, second.name, path, what, "Give both allowed_numbers, or use one trunk.", is_warning=True)
    elif not callers or callers & others:
        kind = "a second trunk for any number" if shared == "any number" else f"{shared} is also on {first.name}"
        what = f"{kind}, and both allow the same callers; the other is {first.name} at {where}."
        findings.add(_TRUNKS, second.name, path, what, "Keep one, or divide the callers by allowed_numbers.")


def _where(findings: Findings, trunk: InboundTrunk) -> str:
    position = findings.declared.positions.get((_TRUNKS, trunk.name))
    return f"{position.file}:{position.line}" if position is not None else "?"


def check_calendars(findings: Findings) -> None:
    """Add the faults of calendars: time zones, dates and spans that can't be."""
    for calendar in findings.declared.calendars:
        try:
            ZoneInfo(calendar.timezone)
        except (KeyError, ValueError, OSError):
            what = f"timezone: there is no time zone {calendar.timezone!r}."
            findings.add("calendars", calendar.name, ("timezone",), what, "Write an IANA name: America/New_York.")
        for index, day in enumerate(calendar.closed_on):
            try:
                date.fromisoformat(day)
            except ValueError:
                what = f"closed_on: there is no day {day}."
                findings.add("calendars", calendar.name, ("closed_on", index), what, "Write YYYY-MM-DD.")
        for span in calendar.spans:
            if span.closes not in ("24:00", "00:00") and span.opens >= span.closes:
                what = f"open: {span.day} {span.opens}-{span.closes} ends before it begins."
                remedy = "Divide a span that crosses midnight between both days."
                findings.add("calendars", calendar.name, ("open", span.day), what, remedy)
