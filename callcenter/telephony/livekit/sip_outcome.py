"""What a SIP answer means for a transfer or an outbound call, in our words."""

from __future__ import annotations

from livekit import api

from callcenter.errors import LegGone, TelephonyError, TransferFailed

#: SIP status codes (RFC 3261 §21) as reasons of `TransferFailed`.
_REASONS = {
    408: "unanswered",
    480: "unanswered",
    487: "unanswered",
    486: "busy",
    600: "busy",
    403: "refused",
    603: "refused",
    607: "refused",
    404: "refused",
    410: "refused",
    405: "unsupported",
    501: "unsupported",
}
_TRANSFER_REASONS = {
    "STR_RINGING_TIMEOUT": "unanswered",
    "STR_REJECTED": "refused",
    "STR_CANCELED": "unanswered",
    "STR_SUBSCRIPTION_TERMINATED": "error",
}
#: Twirp codes of a request that never became a SIP answer.
_TWIRP_REASONS = {"deadline_exceeded": "unanswered", "unimplemented": "unsupported", "resource_exhausted": "busy"}


def reason_of(status_code: int | None, transfer_reason: str | None = None, twirp_code: str = "") -> str:
    """Return the reason of a failed attempt: the SIP status first, then LiveKit's word, then the request's fault."""
    if status_code:
        if status_code in _REASONS:
            return _REASONS[status_code]
        return "refused" if 400 <= status_code < 500 or status_code >= 600 else "error"
    if transfer_reason in _TRANSFER_REASONS:
        return _TRANSFER_REASONS[transfer_reason]
    return _TWIRP_REASONS.get(twirp_code, "error")


def failure(error: api.ServerError, *, what: str) -> TelephonyError:
    """Return our error for LiveKit's: LegGone where the participant has left, else TransferFailed with its reason."""
    status = error.sip_status_code if isinstance(error, api.SipCallError) else None
    said = error.sip_transfer_reason if isinstance(error, api.SipCallError) else None
    if said == "STR_CALL_ENDED" or (status is None and error.code == "not_found"):
        return LegGone("The caller left meanwhile.")
    reason = reason_of(status, said, error.code)
    remedy = (
        "The carrier's trunk must allow REFER: see docs/kubernetes.md, transfers." if reason == "unsupported" else ""
    )
    return TransferFailed(f"{what}: {reason}{f' (SIP {status})' if status else ''}.", reason=reason, remedy=remedy)
