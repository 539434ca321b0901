"""What is wrong with inbound trunks, each and taken together."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from callcenter.domain.host_port import is_network
from callcenter.domain.routing.matching import TargetName
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.domain.routing.trunk_matching import is_valid_mask, normalise_number

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings

_E164 = re.compile(r"\+[1-9]\d{4,14}")
#: A host's name, whose last label begins with a letter (RFC 3696, section 2): `203.0.113.2O` is an address, mistyped.
_HOST = re.compile(r"([A-Za-z0-9-]+\.)*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?")
_TRUNKS = "inbound_trunks"
#: Seconds below which a longest call was probably meant in minutes.
SHORT_CALL_S = 60


def check_numbers(findings: Findings, section: str, name: str, key: str, numbers: Sequence[str]) -> None:
    """Add a fault for each number that isn't E.164: a plus, the country code and the rest, digits only."""
    for index, number in enumerate(numbers):
        if _E164.fullmatch(number):
            continue
        better = _better(number)
        if section == "dispatch_rules":
            better += " LiveKit compares a rule's numbers as raw text, so any other spelling never matches."
        findings.add(section, name, (key, index), f"{key}: {number!r} is no E.164 number.", better)


def _better(number: str) -> str:
    """Return how a number is meant, if that can be told: `+1 (800) 555-0103`, `18005550103`."""
    plain = normalise_number(number)
    if _E164.fullmatch(plain) and (number.startswith("+") or _is_possible(plain)):
        return f'Write "{plain}".'
    return 'Write "+", the country code and the number, without spaces.'


def _is_possible(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def check_trunks(findings: Findings, *, is_reached: bool, target: TargetName) -> None:
    """Add the faults of trunks: numbers, addresses, credentials and overlaps.

    `is_reached` tells whether others than this machine can call.
    """
    trunks = findings.declared.inbound_trunks
    for trunk in trunks:
        check_numbers(findings, _TRUNKS, trunk.name, "numbers", trunk.numbers)
        check_numbers(findings, _TRUNKS, trunk.name, "allowed_numbers", trunk.allowed_numbers)
        _check_twice(findings, trunk)
        _check_addresses(findings, trunk, target)
        auth = trunk.auth
        check_username(findings, _TRUNKS, trunk.name, auth.username)
        for path, text in ((("auth_realm",), trunk.auth_realm), (("auth", "username"), auth.username)):
            if re.search(r'["\\$\x00-\x1f]', text):
                key = ".".join(path)
                what = f"{key}: it has a quotation mark, backslash or dollar sign, which the edge can't ask for."
                findings.add(_TRUNKS, trunk.name, path, what, "Write letters, digits, dots and dashes.")
        if trunk.max_call_duration_s and trunk.max_call_duration_s < SHORT_CALL_S:
            what = f"max_call_duration: calls end after {trunk.max_call_duration_s} s, before anything can be done."
            remedy = "A number is seconds: write 30m."
            findings.add(_TRUNKS, trunk.name, ("max_call_duration",), what, remedy, is_warning=True)
        is_missing = "auth.password" in findings.declared.missing_secrets.get((_TRUNKS, trunk.name), {})
        if auth.username and not auth.password and not is_missing:
            what = "auth: a user name without a password is never asked for: anybody may call."
            findings.add(_TRUNKS, trunk.name, ("auth",), what, "Add password: env:NAME.", is_warning=True)
        elif auth.password and not auth.username:
            what = "auth: a password without a user name."
            findings.add(_TRUNKS, trunk.name, ("auth",), what, "Add a username.")
        has_lock = trunk.allowed_addresses or trunk.allowed_numbers or auth.username or auth.password or is_missing
        if is_reached and not has_lock and findings.declared.is_whole(_TRUNKS, trunk.name, "allowed_addresses", "auth"):
            what = "anybody may call by it: it has neither allowed_addresses nor auth."
            findings.add(
                _TRUNKS, trunk.name, ("allowed_addresses",), what, "Name the carrier's addresses.", is_warning=True
            )
        if not trunk.numbers and findings.declared.is_whole(_TRUNKS, trunk.name, "numbers"):
            what = "numbers: it takes calls to any number."
            findings.add(_TRUNKS, trunk.name, ("numbers",), what, "Name the numbers that are yours.", is_warning=True)
    for index, trunk in enumerate(trunks):
        for other in trunks[:index]:
            keys = ("numbers", "allowed_numbers")
            if not all(findings.declared.is_whole(_TRUNKS, one.name, *keys) for one in (trunk, other)):
                continue
            _check_overlap(findings, other, trunk)


def check_username(findings: Findings, section: str, name: str, username: str) -> None:
    """Find a user name that was meant to be read from the environment, as passwords are."""
    if username.startswith("env:"):
        what = (
            f"auth.username: {username!r} is taken for the name itself: only passwords are read from the environment."
        )
        findings.add(section, name, ("auth", "username"), what, "Write the user's name; it is no secret.")


def _check_twice(findings: Findings, trunk: InboundTrunk) -> None:
    lists = {
        "numbers": [normalise_number(number) for number in trunk.numbers],
        "allowed_numbers": [normalise_number(number) for number in trunk.allowed_numbers],
        "allowed_addresses": list(trunk.allowed_addresses),
    }
    for key, values in lists.items():
        for index, value in enumerate(values):
            if value in values[:index]:
                what = f"{key}: {value} stands there twice."
                findings.add(_TRUNKS, trunk.name, (key, index), what, "Remove one.", is_warning=True)


def _check_addresses(findings: Findings, trunk: InboundTrunk, target: TargetName) -> None:
    masks = trunk.allowed_addresses
    for index, mask in enumerate(masks):
        path = ("allowed_addresses", index)
        if is_network(mask):
            _check_width(findings, trunk.name, path, mask)
            continue
        if is_valid_mask(mask) and _HOST.fullmatch(mask):
            what = f"allowed_addresses: the host name {mask!r} "
            if target == TargetName.EMBEDDED:
                what += "lets nobody in: senders are known by their addresses."
            else:
                what += "is compared with the From header's host, which callers set."
            findings.add(_TRUNKS, trunk.name, path, what, "Write the carrier's addresses.", is_warning=True)
        else:
            what = f"allowed_addresses: {mask!r} is no address or network."
            findings.add(_TRUNKS, trunk.name, path, what, "Write an address or network, such as 203.0.113.0/24.")
    if masks and not any(is_valid_mask(mask) for mask in masks):
        what = "allowed_addresses: every entry is malformed, and LiveKit then lets everybody in."
        findings.add(_TRUNKS, trunk.name, ("allowed_addresses",), what, "Correct the entries.", is_warning=True)


def _check_width(findings: Findings, name: str, path: tuple[str | int, ...], mask: str) -> None:
    """Warn of a network that lets in more than somebody who wrote it so may have meant."""
    network = ipaddress.ip_network(mask, strict=False)
    if network.prefixlen == 0:
        what, remedy = f"allowed_addresses: {mask} lets everybody in.", "Write the carrier's addresses."
    elif network.is_multicast or network.is_unspecified:
        what, remedy = f"allowed_addresses: nobody sends from {mask}.", "Write the carrier's addresses."
    elif ipaddress.ip_interface(mask).ip != network.network_address:
        what = f"allowed_addresses: {mask} is the whole network {network}."
        remedy = f"Write {network} for the network, or {mask.partition('/')[0]} for that address alone."
    else:
        return
    findings.add(_TRUNKS, name, path, what, remedy, is_warning=True)


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
