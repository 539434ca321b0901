"""Why a call is taken or not: one closed set for admission, routing, and what the SIP stack refuses by itself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class VerdictReason(StrEnum):
    """The word for it in the call log, in `callcenter explain` and in the metrics."""

    ACCEPTED = "accepted"
    #: Taken, to hear that nobody is there now.
    OUTSIDE_HOURS_MESSAGE = "outside-hours-message"

    # By trunks and rules.
    NO_TRUNK = "no-trunk"
    NUMBER_NOT_DECLARED = "number-not-declared"
    NO_DISPATCH_RULE = "no-dispatch-rule"
    CONFLICT = "conflict"
    ASK_PIN = "ask-pin"
    OUTSIDE_HOURS = "outside-hours"
    BAD_SOURCE_ADDRESS = "bad-source-address"
    SOURCE_UNKNOWN = "source-unknown"
    NOT_FROM_EDGE = "not-from-edge"
    ENCRYPTION_REQUIRED = "encryption-required"
    ENCRYPTION_DISABLED = "encryption-disabled"

    # For want of room.
    CALLER_LIMIT = "caller-limit"
    NUMBER_LIMIT = "number-limit"
    TOO_MANY_CALLS = "too-many-calls"
    DRAINING = "draining"

    # By the SIP stack, before anybody could judge.
    MALFORMED = "malformed"
    UNSUPPORTED_EXTENSION = "unsupported-extension"
    LOOP = "loop"
    NO_COMMON_CODEC = "no-common-codec"
    MEDIA_UNREACHABLE = "media-unreachable"
    REFUSED_BY_STACK = "refused-by-stack"


#: What to do if no trunk's or rule's field says it: the refusals of which `explain` has no checks.
REMEDIES: Mapping[VerdictReason, str] = {
    VerdictReason.SOURCE_UNKNOWN: "Have the edge show the sender's address: `callcenter edge render` writes how.",
    VerdictReason.NOT_FROM_EDGE: "Have the sender call the edge (CALLCENTER_SIP__EDGE), not this machine.",
    VerdictReason.ENCRYPTION_REQUIRED: "Have the sender offer SRTP, or the trunk's media.encryption not require it.",
    VerdictReason.ENCRYPTION_DISABLED: "Have the sender offer no SRTP, or the trunk's media.encryption not disable it.",
    VerdictReason.CALLER_LIMIT: "If such callers are meant to get through, raise CALLCENTER_SIP__CALLS_PER_CALLER or "
    "CALLCENTER_SIP__CALLS_PER_CALLER_AN_HOUR.",
    VerdictReason.NUMBER_LIMIT: "If the number is meant to get so many, raise CALLCENTER_SIP__CALLS_PER_NUMBER or "
    "CALLCENTER_SIP__CALLS_PER_NUMBER_AN_HOUR.",
    VerdictReason.TOO_MANY_CALLS: "Raise CALLCENTER_SIP__MAX_CALLS, or serve with more CALLCENTER_SIP__WORKERS.",
    VerdictReason.DRAINING: "The worker was being stopped: the next try finds another, or this one started again.",
    VerdictReason.MALFORMED: "The sender's INVITE breaks RFC 3261: have it mended there.",
    VerdictReason.UNSUPPORTED_EXTENSION: "Have the sender ask for none in Require.",
    VerdictReason.LOOP: "Look for a route of the sender's that leads back to it.",
    VerdictReason.NO_COMMON_CODEC: "Have the sender offer one of CALLCENTER_SIP__CODECS, or add one of its own there.",
    VerdictReason.MEDIA_UNREACHABLE: "The sender's SDP names no address for its audio, or one that this machine has no "
    "route to: have it mended there, bind to an address of the sender's network (CALLCENTER_SIP__BIND), or put the "
    "edge in front (`callcenter edge render`).",
    VerdictReason.REFUSED_BY_STACK: "With CALLCENTER_SIP__TRACE_DAYS `callcenter calls show --sip` shows why, of later "
    "calls.",
}
