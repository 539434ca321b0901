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


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """The one end of a call.

    `reason` is a kebab-case word: see `REASONS`.
    """

    result: TerminationResult
    reason: str


#: Every reason a call can end with, and whose doing it is. The only table of reasons.
REASONS: dict[str, TerminationResult] = {
    "caller-hung-up": TerminationResult.SUCCESS,
    "agent-hung-up": TerminationResult.SUCCESS,
    "transferred": TerminationResult.SUCCESS,
    "script-ended": TerminationResult.SUCCESS,
    "caller-cancelled": TerminationResult.CLIENT_ERROR,
    "caller-silent": TerminationResult.CLIENT_ERROR,
    "not-admitted": TerminationResult.CLIENT_ERROR,
    "caller-limit": TerminationResult.CLIENT_ERROR,
    "number-limit": TerminationResult.CLIENT_ERROR,
    "source-unknown": TerminationResult.CLIENT_ERROR,
    "outside-hours": TerminationResult.CLIENT_ERROR,
    "no-common-codec": TerminationResult.CLIENT_ERROR,
    "media-unreachable": TerminationResult.CLIENT_ERROR,
    "encryption-required": TerminationResult.CLIENT_ERROR,
    "encryption-disabled": TerminationResult.CLIENT_ERROR,
    "maximum-duration": TerminationResult.SUCCESS,
    "establish-timeout": TerminationResult.CLIENT_ERROR,
    "rtp-timeout": TerminationResult.INDETERMINATE,
    "too-many-calls": TerminationResult.SERVER_ERROR,
    "draining": TerminationResult.SERVER_ERROR,
    "drain-timeout": TerminationResult.SERVER_ERROR,
    "no-agent": TerminationResult.SERVER_ERROR,
    "worker-lost": TerminationResult.SERVER_ERROR,
    "model-failed": TerminationResult.UPSTREAM_ERROR,
    "internal-error": TerminationResult.SERVER_ERROR,
}


def terminate(reason: str) -> Termination:
    """Return the termination for a reason; an unknown reason is a server error."""
    return Termination(result=REASONS.get(reason, TerminationResult.SERVER_ERROR), reason=reason)
