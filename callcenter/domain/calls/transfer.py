"""What comes of an attempt to send the caller to somebody else."""

from __future__ import annotations

from enum import StrEnum


class TransferOutcome(StrEnum):
    """How a transfer came out, on every kind of leg; the caller is still with us but for the first."""

    TRANSFERRED = "transferred"
    BUSY = "busy"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    #: The carrier or the PBX takes no transfers.
    UNSUPPORTED = "unsupported"
    #: A fault on the way: theirs or ours.
    ERROR = "error"


#: Failures (RFC 3261 §21; RFC 3515 §2.4.5: a NOTIFY's status line) by what they mean to the caller. A server's own
#: fault (5xx) is an error and no refusal, and one that has waited in vain (504) found nobody.
_BY_STATUS = {
    405: TransferOutcome.UNSUPPORTED,
    408: TransferOutcome.UNANSWERED,
    420: TransferOutcome.UNSUPPORTED,
    480: TransferOutcome.UNANSWERED,
    486: TransferOutcome.BUSY,
    487: TransferOutcome.UNANSWERED,
    489: TransferOutcome.UNSUPPORTED,
    501: TransferOutcome.UNSUPPORTED,
    504: TransferOutcome.UNANSWERED,
    600: TransferOutcome.BUSY,
}


def outcome_of_status(status: int | None) -> TransferOutcome:
    """Return what a final SIP status says of a transfer or a call out; none at all is unanswered.

    >>> [str(outcome_of_status(status)) for status in (202, 403, 503, None)]
    ['transferred', 'refused', 'error', 'unanswered']
    """
    if status is None:
        return TransferOutcome.UNANSWERED
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status < 300:
        return TransferOutcome.TRANSFERRED
    return TransferOutcome.ERROR if 500 <= status < 600 else TransferOutcome.REFUSED
