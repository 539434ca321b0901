"""What a SIP answer means for a transfer or an outbound call, in our words."""

from __future__ import annotations

from livekit import api

from callcenter.domain.transfer import TransferOutcome, outcome_of_status
from callcenter.errors import LegGone, TelephonyError, TransferFailed

#: LiveKit's words, where it tells no status.
_TRANSFER_REASONS = {
    "STR_RINGING_TIMEOUT": TransferOutcome.UNANSWERED,
    "STR_REJECTED": TransferOutcome.REFUSED,
    "STR_CANCELED": TransferOutcome.UNANSWERED,
    "STR_SUBSCRIPTION_TERMINATED": TransferOutcome.ERROR,
}
#: Twirp codes of a request that never became a SIP answer.
_TWIRP_REASONS = {
    "deadline_exceeded": TransferOutcome.UNANSWERED,
    "unimplemented": TransferOutcome.UNSUPPORTED,
    "resource_exhausted": TransferOutcome.BUSY,
}


def reason_of(status_code: int | None, transfer_reason: str | None = None, twirp_code: str = "") -> TransferOutcome:
    """Return the reason of a failed attempt: the SIP status first, then LiveKit's word, then the request's fault."""
    if status_code:
        return outcome_of_status(status_code)
    if transfer_reason in _TRANSFER_REASONS:
        return _TRANSFER_REASONS[transfer_reason]
    return _TWIRP_REASONS.get(twirp_code, TransferOutcome.ERROR)


def failure(error: api.ServerError, *, what: str) -> TelephonyError:
    """Return our error for LiveKit's: LegGone where the participant has left, else TransferFailed with its reason."""
    status = error.sip_status_code if isinstance(error, api.SipCallError) else None
    said = error.sip_transfer_reason if isinstance(error, api.SipCallError) else None
    if said == "STR_CALL_ENDED" or (status is None and error.code == "not_found"):
        return LegGone("The caller left meanwhile.")
    reason = reason_of(status, said, error.code)
    needs_refer = "The carrier's trunk must allow REFER: see docs/kubernetes.md, transfers."
    remedy = needs_refer if reason is TransferOutcome.UNSUPPORTED else ""
    return TransferFailed(f"{what}: {reason}{f' (SIP {status})' if status else ''}.", reason=reason, remedy=remedy)
