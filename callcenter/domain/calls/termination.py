"""How a call ended: one result and one reason, after livekit/sip's pkg/stats/termination.go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TerminationResult(StrEnum):
    """Who is to blame, if anybody. An unknown cause is a server error, never a success."""

    SUCCESS = "success"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    UPSTREAM_ERROR = "upstream_error"
    INDETERMINATE = "indeterminate"


class EndReason(StrEnum):
    """Every reason a call can end with, as journal, call log and metrics spell it."""

    CALLER_HUNG_UP = "caller-hung-up"
    AGENT_HUNG_UP = "agent-hung-up"
    TRANSFERRED = "transferred"
    SCRIPT_ENDED = "script-ended"
    CALLER_CANCELLED = "caller-cancelled"
    CALLER_SILENT = "caller-silent"
    NOT_ADMITTED = "not-admitted"
    CALLER_LIMIT = "caller-limit"
    NUMBER_LIMIT = "number-limit"
    SOURCE_UNKNOWN = "source-unknown"
    OUTSIDE_HOURS = "outside-hours"
    NO_COMMON_CODEC = "no-common-codec"
    MEDIA_UNREACHABLE = "media-unreachable"
    ENCRYPTION_REQUIRED = "encryption-required"
    ENCRYPTION_DISABLED = "encryption-disabled"
    MAXIMUM_DURATION = "maximum-duration"
    ESTABLISH_TIMEOUT = "establish-timeout"
    RTP_TIMEOUT = "rtp-timeout"
    TOO_MANY_CALLS = "too-many-calls"
    DRAINING = "draining"
    DRAIN_TIMEOUT = "drain-timeout"
    NO_AGENT = "no-agent"
    WORKER_LOST = "worker-lost"
    MODEL_FAILED = "model-failed"
    INTERNAL_ERROR = "internal-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """The one end of a call."""

    result: TerminationResult
    reason: EndReason


#: Whose doing each is. The only table of reasons.
_RESULTS: dict[EndReason, TerminationResult] = {
    EndReason.CALLER_HUNG_UP: TerminationResult.SUCCESS,
    EndReason.AGENT_HUNG_UP: TerminationResult.SUCCESS,
    EndReason.TRANSFERRED: TerminationResult.SUCCESS,
    EndReason.SCRIPT_ENDED: TerminationResult.SUCCESS,
    EndReason.CALLER_CANCELLED: TerminationResult.CLIENT_ERROR,
    EndReason.CALLER_SILENT: TerminationResult.CLIENT_ERROR,
    EndReason.NOT_ADMITTED: TerminationResult.CLIENT_ERROR,
    EndReason.CALLER_LIMIT: TerminationResult.CLIENT_ERROR,
    EndReason.NUMBER_LIMIT: TerminationResult.CLIENT_ERROR,
    EndReason.SOURCE_UNKNOWN: TerminationResult.CLIENT_ERROR,
    EndReason.OUTSIDE_HOURS: TerminationResult.CLIENT_ERROR,
    EndReason.NO_COMMON_CODEC: TerminationResult.CLIENT_ERROR,
    EndReason.MEDIA_UNREACHABLE: TerminationResult.CLIENT_ERROR,
    EndReason.ENCRYPTION_REQUIRED: TerminationResult.CLIENT_ERROR,
    EndReason.ENCRYPTION_DISABLED: TerminationResult.CLIENT_ERROR,
    EndReason.MAXIMUM_DURATION: TerminationResult.SUCCESS,
    EndReason.ESTABLISH_TIMEOUT: TerminationResult.CLIENT_ERROR,
    EndReason.RTP_TIMEOUT: TerminationResult.INDETERMINATE,
    EndReason.TOO_MANY_CALLS: TerminationResult.SERVER_ERROR,
    EndReason.DRAINING: TerminationResult.SERVER_ERROR,
    EndReason.DRAIN_TIMEOUT: TerminationResult.SERVER_ERROR,
    EndReason.NO_AGENT: TerminationResult.SERVER_ERROR,
    EndReason.WORKER_LOST: TerminationResult.SERVER_ERROR,
    EndReason.MODEL_FAILED: TerminationResult.UPSTREAM_ERROR,
    EndReason.INTERNAL_ERROR: TerminationResult.SERVER_ERROR,
}


def terminate(reason: EndReason) -> Termination:
    """Return the termination for a reason."""
    return Termination(result=_RESULTS[reason], reason=reason)
