"""An inbound trunk as Kamailio's configuration needs it: numbers normalised, addresses parsed, all of it quotable."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callcenter.errors import ProvisioningError

if TYPE_CHECKING:
    from callcenter.domain.routing.trunk import InboundTrunk

#: What a trunk's challenge names when its files don't; says nothing of what runs here.
DEFAULT_REALM = "sip"
_DIALLED = re.compile(r"[0-9A-Za-z+*#._~-]+")
_NUMBER = re.compile(r"\+?[\d\- ()]+")
_QUOTABLE = re.compile(r"[^\"\\$\x00-\x1f\x7f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeTrunk:
    """One trunk as the template sees it: numbers normalised, addresses parsed."""

    index: int
    name: str
    numbers: tuple[str, ...]
    callers: tuple[str, ...]
    addresses: tuple[str, ...]
    #: Nobody gets in: the trunk has an allow-list, and nothing in it is an address.
    is_closed: bool
    username: str
    realm: str
    ha1: str = field(repr=False)


def digest_hash(username: str, realm: str, password: str) -> str:
    """Return HA1, what a digest challenge needs instead of the password (RFC 2617 §3.2.2.2)."""
    return hashlib.md5(f"{username}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def edge_trunk(trunk: InboundTrunk, warnings: list[str]) -> EdgeTrunk:
    """Return the trunk for the template; what the edge can't honour as the files say it goes to the warnings.

    Raises:
        ProvisioningError: a number or name that can't stand in a Kamailio configuration.
    """
    addresses, others = _addresses(trunk.allowed_addresses)
    if others:
        warnings.append(
            f"Trunk {trunk.name}: {', '.join(others)} in allowed_addresses is no IP address or network and is left "
            "out; LiveKit would compare it with the From header, which a stranger writes."
        )
    username, password = trunk.auth.username, trunk.auth.password
    if username and not password:
        warnings.append(f"Trunk {trunk.name}: a user name without a password is never asked for.")
    has_password = bool(username and password)
    realm = trunk.auth_realm or DEFAULT_REALM
    return EdgeTrunk(
        index=0,
        name=_quotable(trunk.name, f"the trunk name {trunk.name!r}"),
        numbers=tuple(dict.fromkeys(_dialled(number, trunk) for number in trunk.numbers)),
        callers=tuple(dict.fromkeys(_dialled(number, trunk) for number in trunk.allowed_numbers)),
        addresses=addresses,
        is_closed=bool(trunk.allowed_addresses) and not addresses,
        username=_quotable(username, f"the user name of trunk {trunk.name}") if has_password else "",
        realm=_quotable(realm, f"the realm of trunk {trunk.name}"),
        ha1=digest_hash(username, realm, password) if has_password else "",
    )


def specificity(trunk: InboundTrunk) -> tuple[bool, bool, bool, str]:
    """Sort trunks so that the more specific is asked first: own numbers, then own callers, then own addresses."""
    return (not trunk.numbers, not trunk.allowed_numbers, not trunk.allowed_addresses, trunk.name)


def _addresses(entries: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found, others = [], []
    for entry in entries:
        try:
            network = ipaddress.ip_network(entry.strip(), strict=False)
        except ValueError:
            others.append(entry)
            continue
        found.append(str(network.network_address) if network.num_addresses == 1 else str(network))
    return tuple(dict.fromkeys(found)), tuple(others)


def _dialled(number: str, trunk: InboundTrunk) -> str:
    normalised = re.sub(r"[ \-()]", "", number) if _NUMBER.fullmatch(number) else number
    if normalised.isdigit():
        normalised = f"+{normalised}"
    if not _DIALLED.fullmatch(normalised):
        raise ProvisioningError(
            f"Trunk {trunk.name}: {number!r} can't be dialled by SIP.", remedy="Write it in E.164 form, +18005550100."
        )
    return normalised


def _quotable(text: str, what: str) -> str:
    if not _QUOTABLE.fullmatch(text):
        raise ProvisioningError(
            f"A quotation mark, backslash, dollar sign or control character in {what}.", remedy="Rename it."
        )
    return text
