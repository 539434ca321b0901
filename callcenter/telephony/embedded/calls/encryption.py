"""Which calls may be encrypted, by what their trunks say: SRTP with keys in the SDP (RFC 3711, RFC 4568)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.routing.trunk import InboundTrunk

#: The key of `encryption_by_number` for every number that isn't in it.
OTHERS = ""


def encryption_by_number(trunks: Sequence[InboundTrunk]) -> Mapping[str, str]:
    """Return `disable`, `allow` or `require` for each number of the trunks, and for `OTHERS`.

    Trunks that share a number may differ: the SIP stack then takes both kinds, and `encryption_refusal` has the last
    word once the caller's trunk is known.
    """
    said: dict[str, set[str]] = {OTHERS: set()}
    for trunk in trunks:
        for number in trunk.numbers or (OTHERS,):
            said.setdefault(number, set()).add(_policy(trunk))
    together = {number: _together(policies | said[OTHERS]) for number, policies in said.items() if number != OTHERS}
    # A number written in another way comes as one of the others.
    return {**together, OTHERS: _together({_policy(trunk) for trunk in trunks})}


def encryption_refusal(trunk: InboundTrunk | None, *, is_encrypted: bool) -> VerdictReason | None:
    """Return why a trunk's call is refused for what its offer says of encryption, or None."""
    policy = _policy(trunk) if trunk is not None else "disable"
    if policy == "require" and not is_encrypted:
        return VerdictReason.ENCRYPTION_REQUIRED
    return VerdictReason.ENCRYPTION_DISABLED if policy == "disable" and is_encrypted else None


def _policy(trunk: InboundTrunk) -> str:
    # As at LiveKit, silence is `disable` (SIPMediaEncryption's zero value, livekit_sip.proto).
    return trunk.media.encryption or "disable"


def _together(policies: set[str]) -> str:
    return policies.pop() if len(policies) == 1 else ("allow" if policies else "disable")
