"""What the network says of a calling number: checked by signature or not (STIR/SHAKEN).

`verstat` is a parameter of the number in P-Asserted-Identity or From (3GPP TS 24.229 §7.2A.20, ATIS-1000074); the
attestation level A, B or C comes in a header of the carrier's (`P-Attestation-Indicator` is usual) or within `verstat`.
Both are words in a message anybody can write: only a trunk that tells who sends is to be believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_VERSTAT = re.compile(
    r";\s*verstat=\"?(TN-Validation-Passed|TN-Validation-Failed|No-TN-Validation)(?:-([ABC]))?\b", re.I
)
_WORDS = {"tn-validation-passed": "passed", "tn-validation-failed": "failed", "no-tn-validation": "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIdentity:
    """`verstat` is `passed`, `failed`, `none` (not checked) or empty (not said); `attestation` A, B, C or empty."""

    verstat: str = ""
    attestation: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of a call with such a caller."""
        said = (("verstat", self.verstat), ("attestation", self.attestation))
        return tuple(f"{name}:{value}" for name, value in said if value)


def read_identity(headers: Mapping[str, str], *, attestation_header: str) -> CallerIdentity:
    """Return what the headers (names in lower case) say. P-Asserted-Identity comes before From."""
    found = next(
        (match for name in ("p-asserted-identity", "from") if (match := _VERSTAT.search(headers.get(name, "")))), None
    )
    level = headers.get(attestation_header.lower(), "").strip().upper()
    within = (found[2] or "").upper() if found else ""
    return CallerIdentity(
        verstat=_WORDS[found[1].lower()] if found else "", attestation=level if level in ("A", "B", "C") else within
    )
