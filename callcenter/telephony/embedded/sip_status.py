"""SIP status codes in the words of the call flow. The only table of them on the single machine."""

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

#: Failed transfers (RFC 3515 §2.4.5: the NOTIFY's status line), by what it means to the caller.
_BUSY = frozenset({486, 600})
_UNANSWERED = frozenset({408, 480, 487, 504})
_UNSUPPORTED = frozenset({405, 420, 489, 501})


def refusal_reason(status: int) -> str:
    """Return the call log's reason for a final status the stack sent by itself."""
    return REFUSALS.get(status, "refused-by-stack")


def transfer_failure(status: int | None) -> str:
    """Return why a transfer failed: busy, unanswered, unsupported, refused; no status at all is unanswered."""
    if status is None or status in _UNANSWERED:
        return "unanswered"
    if status in _BUSY:
        return "busy"
    return "unsupported" if status in _UNSUPPORTED else "refused"
