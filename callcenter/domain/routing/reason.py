"""Why a call is taken or not: one closed set for admission, routing, and what the SIP stack refuses by itself."""

from __future__ import annotations

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
