"""Which inbound trunk takes a call: MatchTrunk of LiveKit's sip.go."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.domain.routing.call_request import CallRequest, Check
from callcenter.domain.routing.trunk import InboundTrunk

_NUMBER = re.compile(r"\+?[\d\- ()]+")


def match_trunk(
    request: CallRequest, trunks: Sequence[InboundTrunk], *, checks_addresses: bool = True, is_strict: bool = False
) -> tuple[InboundTrunk | None, list[Check], str]:
    """Return the trunk that takes a call or None, what was checked, and the conflict if there is one ('' = none).

    A forced trunk is tried alone first, as LiveKit tries the id a call names; if it doesn't match, all are.
    `is_strict`: an allow-list in which nothing can be read lets nobody in, while LiveKit lets in everybody.
    """
    if request.trunk:
        forced = [trunk for trunk in trunks if trunk.name == request.trunk]
        if forced:
            found, checks, conflict = _match_trunks(request, forced[:1], checks_addresses, is_strict)
            if not conflict:
                return found, checks, ""
    return _match_trunks(request, trunks, checks_addresses, is_strict)


def _match_trunks(
    request: CallRequest, trunks: Sequence[InboundTrunk], checks_addresses: bool, is_strict: bool
) -> tuple[InboundTrunk | None, list[Check], str]:
    checks: list[Check] = []
    specific: InboundTrunk | None = None
    wildcards: list[InboundTrunk] = []
    for trunk in trunks:
        check = check_trunk(request, trunk, checks_addresses=checks_addresses, is_strict=is_strict)
        checks.append(check)
        if not check.is_match:
            continue
        if not trunk.numbers:
            wildcards.append(trunk)
        elif specific is not None:
            return None, checks, f"Trunks {specific.name} and {trunk.name} both take the number and this caller."
        else:
            specific = trunk
    if specific is not None:
        wildcard_names = {trunk.name for trunk in wildcards}
        return specific, [_outranked(check, specific, wildcard_names) for check in checks], ""
    if len(wildcards) > 1:
        names = " and ".join(trunk.name for trunk in wildcards[:2])
        return None, checks, f"Trunks {names} both take any number and this caller."
    return (wildcards[0] if wildcards else None), checks, ""


def _outranked(check: Check, winner: InboundTrunk, wildcards: set[str]) -> Check:
    if check.name not in wildcards:
        return check
    return replace(check, is_match=False, field="numbers", why=f"{winner.name}, which has the number, comes first.")


def check_trunk(
    request: CallRequest, trunk: InboundTrunk, *, checks_addresses: bool = True, is_strict: bool = False
) -> Check:
    """Judge one trunk by dialled number, caller's number and source address, and name the field that refuses."""

    def refused(name: str, why: str) -> Check:
        return Check(kind="trunk", name=trunk.name, is_match=False, field=name, why=why)

    if trunk.numbers and not matches_number(request.to_number, trunk.numbers):
        return refused("numbers", "the dialled number is not one of the trunk's.")
    if not matches_number(request.from_number, trunk.allowed_numbers):
        return refused("allowed_numbers", "the caller's number is not allowed.")
    senders = trunk.allowed_addresses
    if checks_addresses and is_strict and senders and not any(map(is_valid_mask, senders)):
        return refused("allowed_addresses", "no entry of it can be read: `callcenter validate` says more.")
    if checks_addresses and not matches_address(request.source_ip, request.from_host, senders):
        return refused("allowed_addresses", "the sender's address is not allowed.")
    return Check(
        kind="trunk", name=trunk.name, is_match=True, why="for this number." if trunk.numbers else "for any number."
    )


def normalise_number(number: str) -> str:
    """Return a number without spaces, dashes and brackets and with a plus; any other text as it is (LiveKit's rule)."""
    if not _NUMBER.fullmatch(number):
        return number
    plain = re.sub(r"[ \-()]", "", number)
    return plain if plain.startswith("+") else f"+{plain}"


def matches_number(number: str, allowed: Sequence[str]) -> bool:
    """Tell whether a number is in a trunk's list, normalised; an empty list has every number."""
    if not allowed:
        return True
    plain = normalise_number(number)
    return any(number == one or plain == normalise_number(one) for one in allowed)


def matches_address(source_ip: str, from_host: str, masks: Sequence[str]) -> bool:
    """Tell whether a sender is in a trunk's list of addresses, networks and host names.

    As in LiveKit: an unknown sender passes, a list whose entries are all malformed passes everybody, and a host name
    is compared with the From header's.
    """
    address = read_address(source_ip)
    if address is None:
        return True
    valid = [mask for mask in masks if is_valid_mask(mask)]
    if not valid:
        return True
    return any(mask == from_host or _in_mask(address, mask) for mask in valid)


def is_valid_mask(mask: str) -> bool:
    """Tell whether LiveKit looks at an entry of `allowed_addresses` at all."""
    return not re.search(r"[()+*;, \t\n\r]", mask) and "://" not in mask


def read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an IP address, or None if the text is none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _in_mask(address: ipaddress.IPv4Address | ipaddress.IPv6Address, mask: str) -> bool:
    try:
        if "/" not in mask:
            return address == ipaddress.ip_address(mask)
        network = ipaddress.ip_network(mask, strict=False)
        return address.version == network.version and address in network
    except ValueError:
        return False
