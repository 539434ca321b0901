"""Which dispatch rule takes a call, and the room it gives: MatchDispatchRule and EvaluateDispatchRule of sip.go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcenter.domain.routing.call_request import CallRequest, Check
from callcenter.domain.routing.dispatch_rule import DispatchRule, Room
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.domain.routing.trunk_matching import normalise_number

#: Stands for the random part of a room's name if nothing is admitted.
RANDOM_PART = "<random>"
#: The room of a rule that names none: one of the caller's own.
UNSAID_ROOM = Room(kind="individual", randomize=True)


def match_rule(
    request: CallRequest,
    trunk: InboundTrunk | None,
    rules: Sequence[DispatchRule],
    *,
    with_themselves: bool = False,
) -> tuple[DispatchRule | None, list[Check], str]:
    """Return the rule that takes a call or None, what was checked, and the conflict if there is one ('' = none).

    `with_themselves` also looks for rules that conflict with themselves, as LiveKit does.
    """
    # The server asks its store for the rules of the matched trunk and those for any; without a trunk it gets all.
    considered = [rule for rule in rules if trunk is None or not rule.trunks or trunk.name in rule.trunks]
    others = [rule for rule in rules if rule not in considered]
    checks = [
        Check(kind="rule", name=rule.name, is_match=False, field="trunks", why="it is for other trunks.")
        for rule in others
    ]
    alone = next(filter(None, map(find_own_conflict, considered)), "") if with_themselves else ""
    if conflict := find_rule_conflict(considered) or alone:
        return None, checks, conflict
    specific: DispatchRule | None = None
    default: DispatchRule | None = None
    for rule in considered:
        check = check_rule(request, trunk, rule)
        checks.append(check)
        if not check.is_match:
            continue
        if rule.trunks:
            specific = rule if specific is None or _is_preferred(rule, specific) else specific
        else:
            default = rule if default is None or _is_preferred(rule, default) else default
    winner = specific or default
    checks = [_outranked(check, winner) for check in checks]
    return winner, checks, ""


def _outranked(check: Check, winner: DispatchRule | None) -> Check:
    if winner is None or check.kind != "rule" or not check.is_match or check.name == winner.name:
        return check
    return replace(check, is_match=False, field="priority", why=f"{winner.name} comes first.")


def check_rule(request: CallRequest, trunk: InboundTrunk | None, rule: DispatchRule) -> Check:
    """Judge one rule by calling and called number, PIN and trunk, and name the field that refuses."""

    def refused(name: str, why: str) -> Check:
        return Check(kind="rule", name=rule.name, is_match=False, field=name, why=why)

    if rule.calling_numbers and request.from_number not in rule.calling_numbers:
        return refused("calling_numbers", _not_listed("the caller's number", request.from_number, rule.calling_numbers))
    if rule.called_numbers and request.to_number not in rule.called_numbers:
        why = _not_listed("the dialled number", request.to_number, rule.called_numbers)
        return refused("called_numbers", why + _as_sent(request.to_number, rule.called_numbers))
    if request.pin and not rule.pin:
        return refused("pin", "a PIN was entered and the rule has none.")
    if request.pin and request.pin != rule.pin:
        return refused("pin", "another PIN was entered.")
    if rule.trunks and trunk is None:
        return refused("trunks", "no trunk took the call.")
    if rule.trunks and trunk is not None and trunk.name not in rule.trunks:
        return refused("trunks", "it is for other trunks.")
    return Check(kind="rule", name=rule.name, is_match=True, why="for this trunk." if rule.trunks else "for any trunk.")


def _not_listed(whose: str, number: str, listed: Sequence[str]) -> str:
    """Tell a number that isn't there from one in another spelling, which LiveKit takes for another number."""
    if normalise_number(number) in {normalise_number(one) for one in listed}:
        return f"{whose} is listed in another spelling (compared as raw text)."
    return f"{whose} is not listed."


def _as_sent(number: str, listed: Sequence[str]) -> str:
    """Name both spellings of a number of ours; a caller's stays out of what is kept."""
    same = next((one for one in listed if normalise_number(number) == normalise_number(one)), None)
    return f" The trunk sends {number!r}, the rule has {same!r}: write it as it is sent." if same is not None else ""


def find_rule_conflict(rules: Sequence[DispatchRule]) -> str:
    """Return the first two rules with the same trunk, numbers and PIN, in words, or ''. Numbers are normalised here."""
    seen: dict[tuple[str, str, str, str], DispatchRule] = {}
    for rule in rules:
        for trunk in rule.trunks or ("",):
            for calling in rule.calling_numbers or ("",):
                for called in rule.called_numbers or ("",):
                    key = (rule.pin, trunk, normalise_number(calling), normalise_number(called))
                    other = seen.setdefault(key, rule)
                    if other is not rule:
                        return f"Rules {other.name} and {rule.name} have the same trunk, numbers and PIN."
    return ""


def find_own_conflict(rule: DispatchRule) -> str:
    """Return what makes a rule conflict with itself, in words, or ''.

    LiveKit makes a key of each trunk, calling and called number, normalised, and finds the second of a key in its way.
    """
    for key, values in (
        ("trunks", rule.trunks),
        ("calling_numbers", tuple(map(normalise_number, rule.calling_numbers))),
        ("called_numbers", tuple(map(normalise_number, rule.called_numbers))),
    ):
        if len(set(values)) < len(values):
            return f"Rule {rule.name} conflicts with itself: {key} has one of them twice, in whichever spelling."
    return ""


def priority(rule: DispatchRule) -> int:
    """Return a rule's rank; the lowest comes first (DispatchRulePriority in sip.go)."""
    rank = {"direct": 0, "individual": 1, "callee": 2}[_room(rule).kind]
    rank += 0 if rule.pin else 100
    return rank + (0 if rule.calling_numbers else 1000) + (0 if rule.called_numbers else 1000)


def _is_preferred(rule: DispatchRule, other: DispatchRule) -> bool:
    return (priority(rule), _room_text(rule)) < (priority(other), _room_text(other))


def _room(rule: DispatchRule) -> Room:
    return rule.room or UNSAID_ROOM


def _room_text(rule: DispatchRule) -> str:
    room = _room(rule)
    return room.name if room.kind == "direct" else room.prefix


def room_name(rule: DispatchRule, request: CallRequest, *, random_part: str = RANDOM_PART) -> str:
    """Return the room a rule gives a call, as EvaluateDispatchRule in sip.go: `call-` gives `call-_+44…_<random>`."""
    room = _room(rule)
    if room.kind == "direct":
        return room.name
    number = request.to_number
    if room.kind == "individual":
        number = hidden(request.from_number) if rule.hide_phone_number else request.from_number
    base = f"{room.prefix}_{number}" if room.prefix else number
    return f"{base}_{random_part}" if room.randomize else base


def hidden(number: str) -> str:
    """Return what LiveKit shows of a hidden number: the last four characters, of a short one the last."""
    return number[-4:] if len(number) > 4 else number[-1:]
