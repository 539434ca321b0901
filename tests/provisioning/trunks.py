"""Inbound trunks for tests of the edge."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.domain.routing.trunk import InboundTrunk, TrunkAuth


def inbound(
    name: str,
    numbers: Sequence[str],
    *,
    addresses: Sequence[str] = (),
    callers: Sequence[str] = (),
    auth: tuple[str, str] | None = None,
) -> InboundTrunk:
    """Return a trunk; `auth` is user name and password."""
    return InboundTrunk(
        name=name,
        numbers=tuple(numbers),
        allowed_addresses=tuple(addresses),
        allowed_numbers=tuple(callers),
        auth=TrunkAuth(username=auth[0], password=auth[1]) if auth else TrunkAuth(),
    )
