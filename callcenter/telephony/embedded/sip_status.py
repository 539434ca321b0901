"""SIP status codes of refusals, the stack's and ours; `domain.calls.transfer` has those of transfers."""

from __future__ import annotations

from callcenter.domain.routing.reason import VerdictReason

#: What the stack answers by itself, and the reason the call log gives for it (RFC 3261 §21).
REFUSALS: dict[int, VerdictReason] = {
    400: VerdictReason.MALFORMED,
    404: VerdictReason.NUMBER_NOT_DECLARED,
    415: VerdictReason.MALFORMED,
    416: VerdictReason.MALFORMED,
    420: VerdictReason.UNSUPPORTED_EXTENSION,
    482: VerdictReason.LOOP,
    483: VerdictReason.LOOP,
    486: VerdictReason.TOO_MANY_CALLS,
    488: VerdictReason.NO_COMMON_CODEC,
    500: VerdictReason.MALFORMED,
    503: VerdictReason.TOO_MANY_CALLS,
}

#: What we refuse with, by the reason; others are busy (486). Carriers try their next route on 503 (RFC 3261 §21.5.4),
#: while 404 and 486 are the caller's answer.
ANSWERS: dict[VerdictReason, int] = {
    VerdictReason.DRAINING: 503,
    VerdictReason.TOO_MANY_CALLS: 503,
    VerdictReason.NO_TRUNK: 404,
    VerdictReason.NUMBER_NOT_DECLARED: 404,
    VerdictReason.ENCRYPTION_REQUIRED: 488,
    VerdictReason.ENCRYPTION_DISABLED: 488,
}
BUSY_HERE = 486
#: Seconds after which a carrier may try again if we are full or draining.
RETRY_AFTER_S = 5
_PHRASES = {404: "Not Found", 486: "Busy Here", 488: "Not Acceptable Here", 503: "Service Unavailable"}


def refusal_reason(status: int) -> VerdictReason:
    """Return the call log's reason for a final status the stack sent by itself."""
    return REFUSALS.get(status, VerdictReason.REFUSED_BY_STACK)


def refusal_answer(reason: VerdictReason) -> tuple[int, int]:
    """Return the status to refuse with, and the seconds of its Retry-After (0: none)."""
    status = ANSWERS.get(reason, BUSY_HERE)
    return status, RETRY_AFTER_S if status == 503 else 0


def reason_phrase(status: int) -> str:
    """Return the words beside a status we send."""
    return _PHRASES.get(status, "Refused")
