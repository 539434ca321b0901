"""Limits that every inbound trunk has on LiveKit, so that nobody is left ringing or connected to nobody.

LiveKit SIP rings for three minutes and lets a call last a day if a trunk doesn't say (livekit/sip,
pkg/sip/inbound.go: `defaultRingingTimeout`, `defaultMaxCallDuration`); a carrier goes on to the next route only when it
is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.provisioning.resource import Kind, Resource

#: Seconds a caller rings at most: longer than a job needs to load and a new one to be sent if the first was lost.
RINGING_TIMEOUT_S = 20
#: What the carrier should then be told (RFC 3261 section 21.5.4): no worker is free, and another route may have one.
#: LiveKit SIP to 1.11.0 keeps it and says 486 all the same (pkg/sip/inbound.go: `close`).
RINGING_TIMEOUT_STATUS = 503
#: Seconds beyond the rules' longest call: the worker says goodbye first.
GRACE_S = 60


def with_limits(resource: Resource, rules: Sequence[Mapping[str, Any]], *, longest_call_s: int) -> Mapping[str, Any]:
    """Return a resource's fields, an inbound trunk's with the limits that its file doesn't say.

    `rules` are all dispatch rules' fields; `longest_call_s` is for those that say no longest duration.
    """
    if resource.kind is not Kind.INBOUND_TRUNK:
        return resource.fields
    fields = dict(resource.fields)
    if fields.get("ringing_timeout_s") is None:
        fields["ringing_timeout_s"] = RINGING_TIMEOUT_S
        fields["ringing_timeout_status"] = fields.get("ringing_timeout_status") or RINGING_TIMEOUT_STATUS
    if fields.get("max_call_duration_s") is None:
        own = [rule for rule in rules if not rule.get("trunks") or resource.name in rule["trunks"]]
        longest = max((rule.get("max_duration_s") or longest_call_s for rule in own), default=longest_call_s)
        fields["max_call_duration_s"] = longest + GRACE_S
    return fields
