"""SIP status codes of refusals, the stack's and ours; `domain.transfer` has those of transfers."""

from __future__ import annotations

#: What the stack answers by itself, and the reason the call log gives for it (RFC 3261 §21).
REFUSALS: dict[int, str] = {
    400: "malformed",
    404: "number-not-declared",
    415: "malformed",
    416: "malformed",
    420: "unsupported-extension",
    482: "loop",
    483: "loop",
    486: "too-many-calls",
    488: "no-common-codec",
    500: "malformed",
    503: "too-many-calls",
}

#: What we refuse with, by the reason; others are busy (486). Carriers try their next route on 503 (RFC 3261 §21.5.4),
#: while 404 and 486 are the caller's answer.
ANSWERS: dict[str, int] = {
    "draining": 503,
    "too-many-calls": 503,
    "no-trunk": 404,
    "number-not-declared": 404,
    "encryption-required": 488,
    "encryption-disabled": 488,
}
BUSY_HERE = 486
#: Seconds after which a carrier may try again where we are full or draining.
RETRY_AFTER_S = 5
_PHRASES = {404: "Not Found", 486: "Busy Here", 488: "Not Acceptable Here", 503: "Service Unavailable"}


def refusal_reason(status: int) -> str:
    """Return the call log's reason for a final status the stack sent by itself."""
    return REFUSALS.get(status, "refused-by-stack")


def refusal_answer(reason: str) -> tuple[int, int]:
    """Return the status to refuse with, and the seconds of its Retry-After (0: none)."""
    status = ANSWERS.get(reason, BUSY_HERE)
    return status, RETRY_AFTER_S if status == 503 else 0


def reason_phrase(status: int) -> str:
    """Return the words beside a status we send."""
    return _PHRASES.get(status, "Refused")
