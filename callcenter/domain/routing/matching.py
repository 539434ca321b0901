"""Which trunk and which dispatch rule take a call, and why not the others: LiveKit's own semantics.

Read in the server's source (livekit/protocol sip/sip.go, livekit/livekit pkg/service/ioservice_sip.go, 2026-08). Pure
functions over plain data: `callcenter explain` prints what they say, the single machine's admission acts on it.

A call is judged in this order, and every step is written down as a `Check`:

1. Inbound trunks: caller's number, source address, then dialled number. A trunk for the number beats one for any
   number; two for the same number are a conflict, even if another caller would have met only one.
2. Without a trunk LiveKit goes on (a rule for any trunk may take the call); the single machine refuses.
3. Dispatch rules: two alike are a conflict before any is matched. Then called and calling numbers (LiveKit compares
   raw text, the single machine normalised numbers), PIN, trunk. A rule for the trunk beats one for any trunk; then
   `priority` decides.
4. Room name; opening hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from callcenter.domain.routing.call_request import CallRequest, Check
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.opening_hours import Calendar
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.routing.rule_matching import RANDOM_PART, match_rule, room_name
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.domain.routing.trunk_matching import match_trunk, normalise_number, read_address

__all__ = ["FIRST_AGENT", "CallRequest", "Check", "RoutingOutcome", "TargetName", "Verdict", "judge", "keep_hours"]

#: The agent who answers if nobody says otherwise.
FIRST_AGENT = "triage"


class TargetName(StrEnum):
    """What routing is applied to, and calls are judged by: the single machine, or a LiveKit project."""

    EMBEDDED = "embedded"
    LIVEKIT = "livekit"


class RoutingOutcome(StrEnum):
    """What becomes of a call."""

    ACCEPT = "accept"
    #: The rule has a PIN and the caller hasn't entered one yet.
    ASK_PIN = "ask_pin"
    #: No rule takes it: LiveKit drops it as a flood, without an answer.
    DROP = "drop"
    #: Refused with an answer.
    REJECT = "reject"
    #: Two trunks or rules are alike: LiveKit answers 503.
    CONFLICT = VerdictReason.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a call and why. `rule_found` the rule itself."""

    outcome: RoutingOutcome
    reason: VerdictReason
    why: str
    trunk: str = ""
    rule: str = ""
    room: str = ""
    agent: str = ""
    is_open: bool = True
    checks: tuple[Check, ...] = ()
    rule_found: DispatchRule | None = field(default=None, repr=False)
    trunk_found: InboundTrunk | None = field(default=None, repr=False)

    @property
    def closed_message(self) -> Mapping[str, str]:
        """What callers outside the hours hear before the call ends, by language; empty if somebody answers."""
        rule = self.rule_found
        return rule.outside_message if not self.is_open and rule is not None and rule.outside_hours == "message" else {}

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as JSON data."""
        return {
            "outcome": self.outcome.value,
            "trunk": self.trunk or None,
            "rule": self.rule or None,
            "room": self.room or None,
            "agent": self.agent or None,
            "open": self.is_open,
            "reason": self.reason,
            "why": self.why,
            "checks": [check.to_json() for check in self.checks],
        }


def judge(
    request: CallRequest,
    trunks: Sequence[InboundTrunk],
    rules: Sequence[DispatchRule],
    *,
    target: TargetName,
    calendars: Mapping[str, Calendar] | None = None,
    at: datetime | None = None,
    checks_addresses: bool = True,
    random_part: str = RANDOM_PART,
) -> Verdict:
    """Judge a call.

    Args:
        request: The call.
        trunks: All inbound trunks.
        rules: All dispatch rules.
        target: `embedded` refuses what LiveKit accepts by accident: a call that matches no trunk, or whose From header
            names an address in the allow-list that it doesn't come from.
        calendars: Opening hours by name; a rule that names none is always open.
        at: The call's time, aware; without it hours are not judged.
        checks_addresses: False on a single machine's loopback without an edge, which can't know senders.
        random_part: What random room names end in; admission gives real random text.
    """
    if target == TargetName.LIVEKIT and request.source_ip and read_address(request.source_ip) is None:
        return Verdict(
            outcome=RoutingOutcome.REJECT,
            reason=VerdictReason.BAD_SOURCE_ADDRESS,
            why=f"source_ip {request.source_ip!r} is no IP address: the server refuses to judge the call.",
        )
    # LiveKit compares allow-lists with From's host, too, which whoever calls writes: any stranger could name an address
    # in it.
    sent_by = replace(request, from_host="") if target == TargetName.EMBEDDED else request
    trunk, trunk_checks, conflict = match_trunk(
        sent_by, trunks, checks_addresses=checks_addresses, is_strict=target == TargetName.EMBEDDED
    )
    if conflict:
        return _conflict(conflict, trunk_checks)
    if trunk is None and target == TargetName.EMBEDDED:
        return Verdict(
            outcome=RoutingOutcome.REJECT,
            reason=VerdictReason.NO_TRUNK,
            why="No inbound trunk takes the call.",
            checks=tuple(trunk_checks),
        )
    rule, rule_checks, conflict = match_rule(
        _as_compared(request, target), trunk, rules, with_themselves=target == TargetName.LIVEKIT
    )
    checks = (*trunk_checks, *rule_checks)
    name = trunk.name if trunk is not None else ""
    if conflict:
        return replace(_conflict(conflict, checks), trunk=name)
    if rule is None:
        return Verdict(
            outcome=RoutingOutcome.DROP if target == TargetName.LIVEKIT else RoutingOutcome.REJECT,
            reason=VerdictReason.NO_DISPATCH_RULE,
            why="No dispatch rule takes the call.",
            trunk=name,
            checks=checks,
            trunk_found=trunk,
        )
    return _accept(request, trunk, rule, checks, target, calendars or {}, at, random_part)


def _as_compared(request: CallRequest, target: TargetName) -> CallRequest:
    """Return the call with numbers as rules are compared with them.

    A trunk takes 493055502 for +493055502. LiveKit's rules then compare raw text and give the call to whoever has the
    rest; the single machine has both read numbers alike, so that nobody is served as another business's caller.
    """
    if target == TargetName.LIVEKIT:
        return request
    return replace(
        request, to_number=normalise_number(request.to_number), from_number=normalise_number(request.from_number)
    )


def _conflict(why: str, checks: Sequence[Check]) -> Verdict:
    return Verdict(outcome=RoutingOutcome.CONFLICT, reason=VerdictReason.CONFLICT, why=why, checks=tuple(checks))


def _accept(
    request: CallRequest,
    trunk: InboundTrunk | None,
    rule: DispatchRule,
    checks: tuple[Check, ...],
    target: TargetName,
    calendars: Mapping[str, Calendar],
    at: datetime | None,
    random_part: str,
) -> Verdict:
    """Return what a matched rule does with the call."""
    found = Verdict(
        outcome=RoutingOutcome.ACCEPT,
        reason=VerdictReason.ACCEPTED,
        why=f"Trunk {trunk.name} and rule {rule.name} take it." if trunk else f"Rule {rule.name} takes it.",
        trunk=trunk.name if trunk is not None else "",
        rule=rule.name,
        agent=rule.agent or FIRST_AGENT,
        checks=checks,
        rule_found=rule,
        trunk_found=trunk,
    )
    if rule.pin and not request.pin:
        return replace(
            found,
            outcome=RoutingOutcome.ASK_PIN,
            reason=VerdictReason.ASK_PIN,
            why=f"Rule {rule.name} asks for its PIN.",
        )
    found = replace(found, room=room_name(rule, request, random_part=random_part))
    if target == TargetName.LIVEKIT and not rule.is_told_to_worker:
        # LiveKit knows no hours; only our worker keeps them.
        return found
    return keep_hours(found, rule, calendars.get(rule.opening_hours), at)


def keep_hours(found: Verdict, rule: DispatchRule, calendar: Calendar | None, at: datetime | None) -> Verdict:
    """Return what becomes of a call that a rule takes, by the rule's hours. Without a calendar or a time it is open.

    Raises:
        ValueError: the calendar has what is no time, or no name of a time zone.
        KeyError: there is no such time zone.
    """
    if calendar is None or at is None or calendar.is_open(at):
        return found
    closed = replace(found, is_open=False, why=f"{found.why} It is outside the hours of {calendar.name}.")
    if rule.outside_hours == "reject":
        return replace(closed, outcome=RoutingOutcome.REJECT, reason=VerdictReason.OUTSIDE_HOURS, room="")
    if rule.outside_hours == "message":
        return replace(closed, reason=VerdictReason.OUTSIDE_HOURS_MESSAGE)
    return replace(closed, agent=rule.outside_agent or rule.agent or FIRST_AGENT)
