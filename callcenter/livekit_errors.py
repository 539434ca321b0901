"""What LiveKit's API and a SIP answer behind it raise, as errors and outcomes of ours: all of it, whoever asks."""

from __future__ import annotations

import re

import aiohttp
from livekit import api

from callcenter.domain.calls.transfer import TransferOutcome, outcome_of_status
from callcenter.errors import LegGone, ProvisioningError, TelephonyError, TransferFailed
from callcenter.foreign_errors import ErrorTable

#: LiveKit's words, if it tells no status.
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
#: How the server words a clash between two resources; its code is the same as for any invalid field.
_CONFLICT = re.compile(r"conflict|already exists", re.IGNORECASE)


class RoomGone(TelephonyError):
    """There is no such room, or nobody of that name in it."""


class ResourceGone(ProvisioningError):
    """There is no such trunk or dispatch rule any more."""


class Conflict(ProvisioningError):
    """The server refused a change because another resource is in the way, perhaps only for now."""


def ringing(what: str) -> ErrorTable:
    """Return what the failures of a transfer or a call out are to us: LegGone, else TransferFailed.

    `what` says what wasn't done, without a full stop.
    """

    def refused(error: api.ServerError) -> TelephonyError:
        return _refused(error, what)

    def unanswered(_: TimeoutError) -> TelephonyError:
        return TransferFailed(f"{what}: nobody answered in time.", reason=TransferOutcome.UNANSWERED)

    def unreachable(_: Exception) -> TelephonyError:
        return TransferFailed(f"{what}: LiveKit can't be reached.", reason=TransferOutcome.ERROR)

    return {api.ServerError: refused, TimeoutError: unanswered, aiohttp.ClientError: unreachable, OSError: unreachable}


def _asked(error: api.ServerError) -> TelephonyError:
    kind = RoomGone if error.code == "not_found" else TelephonyError
    return kind(f"LiveKit refuses a question about a room: {error.code}.")


def _unreachable(error: Exception) -> TelephonyError:
    return TelephonyError(
        f"LiveKit can't be reached ({type(error).__name__}).", remedy="Check LIVEKIT_URL and its server."
    )


#: What the failures of a question about a room are to us: RoomGone, else TelephonyError.
ASKING: ErrorTable = {
    api.ServerError: _asked,
    TimeoutError: _unreachable,
    aiohttp.ClientError: _unreachable,
    OSError: _unreachable,
}


def provisioning(url: str, *, timeout_s: float) -> ErrorTable:
    """Return what the failures of a request about trunks and rules are to us: Conflict, else ProvisioningError.

    `url` is where LiveKit was asked, and `timeout_s` for how many seconds.
    """

    def refused(error: api.ServerError) -> ProvisioningError:
        return _not_provisioned(error, url)

    def unanswered(_: TimeoutError) -> ProvisioningError:
        return ProvisioningError(
            f"LiveKit at {url} didn't answer within {timeout_s:.0f} s.",
            remedy="Run again: what was done is seen, and the rest is finished.",
        )

    def unreachable(error: Exception) -> ProvisioningError:
        return ProvisioningError(
            f"LiveKit at {url} can't be reached ({type(error).__name__}).",
            remedy="Check LIVEKIT_URL and that the server runs.",
        )

    return {api.ServerError: refused, TimeoutError: unanswered, aiohttp.ClientError: unreachable, OSError: unreachable}


def reason_of(status_code: int | None, transfer_reason: str | None = None, twirp_code: str = "") -> TransferOutcome:
    """Return the reason of a failed attempt: the SIP status first, then LiveKit's word, then the request's fault."""
    if status_code:
        return outcome_of_status(status_code)
    if transfer_reason in _TRANSFER_REASONS:
        return _TRANSFER_REASONS[transfer_reason]
    return _TWIRP_REASONS.get(twirp_code, TransferOutcome.ERROR)


def _refused(error: api.ServerError, what: str) -> TelephonyError:
    status = error.sip_status_code if isinstance(error, api.SipCallError) else None
    said = error.sip_transfer_reason if isinstance(error, api.SipCallError) else None
    if said == "STR_CALL_ENDED" or (status is None and error.code == "not_found"):
        return LegGone("The caller left meanwhile.")
    reason = reason_of(status, said, error.code)
    needs_refer = (
        "Allow REFER at the carrier, or set CALLCENTER_WORKER__OUTBOUND_TRUNK: see docs/kubernetes.md, transfers."
    )
    remedy = needs_refer if reason is TransferOutcome.UNSUPPORTED else ""
    return TransferFailed(f"{what}: {reason}{f' (SIP {status})' if status else ''}.", reason=reason, remedy=remedy)


def _not_provisioned(error: api.ServerError, url: str) -> ProvisioningError:
    if error.code == "already_exists" or (error.status == 400 and _CONFLICT.search(error.message)):
        return Conflict(error.message)
    if error.status in (401, 403):
        return ProvisioningError(
            f"LiveKit at {url} refuses the API key.",
            remedy="Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and that the clocks agree.",
        )
    if error.status == 404 and error.code != "not_found":
        return ProvisioningError(
            f"{url} has no LiveKit SIP service.", remedy="Check LIVEKIT_URL; it is the server's, not LiveKit SIP's."
        )
    if error.code == "not_found":
        return ResourceGone(
            "A resource of the plan is no longer there: somebody else changed the project.", remedy="Plan again."
        )
    if error.status >= 500:
        detail = f": {error.message}" if error.message else ""
        return ProvisioningError(
            f"LiveKit at {url} failed with {error.status}{detail}.",
            remedy="See its log, then run again: what was done is seen, and the rest is finished.",
        )
    return ProvisioningError(f"LiveKit refuses it: {error.message or error.code}.", remedy="Correct the file.")
