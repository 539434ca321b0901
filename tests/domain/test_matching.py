"""Which trunk and rule take a call: LiveKit's semantics, branch by branch.

Each case: trunks, rules, the call (from, to and what else), and what becomes of it on LiveKit: outcome, trunk, rule,
and the field that refused a named trunk or rule. Read in livekit/protocol sip/sip.go and livekit/livekit
ioservice_sip.go.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.domain.routing.dispatch_rule import DispatchRule, Room
from callcenter.domain.routing.matching import CallRequest, RoutingOutcome, TargetName, judge
from callcenter.domain.routing.opening_hours import Calendar, OpenSpan
from callcenter.domain.routing.rule_matching import hidden, priority, room_name
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.domain.routing.trunk_matching import normalise_number

A, B, C = "+18005550100", "+18005550101", "+12025550123"
IP = "203.0.113.7"


def trunk(name: str, *numbers: str, **fields: Any) -> InboundTrunk:
    return InboundTrunk(name=name, numbers=numbers, **{key: tuple(value) for key, value in fields.items()})


def rule(name: str, *trunks: str, **fields: Any) -> DispatchRule:
    listed = {key: tuple(value) for key, value in fields.items() if key.endswith("_numbers")}
    return DispatchRule(name=name, trunks=trunks, **{**fields, **listed})


MAIN, OTHER, ANY = trunk("main", A), trunk("other", B), trunk("any")
TO_MAIN, TO_ANY = rule("r", "main"), rule("default")
DIRECT = Room(kind="direct", name="lobby")
CALLEE = Room(kind="callee", prefix="to-")

#: trunks, rules, from, to, more of the call, outcome, trunk, rule, refused: {name: field}
CASES: list[tuple[list[InboundTrunk], list[DispatchRule], str, str, dict[str, str], str, str, str, dict[str, str]]] = [
    # -- trunks by dialled number
    ([MAIN], [TO_MAIN], C, A, {}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], C, B, {}, "drop", "", "", {"main": "numbers", "r": "trunks"}),
    ([MAIN, OTHER], [TO_MAIN], C, B, {}, "drop", "other", "", {"main": "numbers", "r": "trunks"}),
    ([MAIN, ANY], [TO_MAIN], C, A, {}, "accept", "main", "r", {"any": "numbers"}),
    ([ANY, MAIN], [TO_MAIN], C, A, {}, "accept", "main", "r", {"any": "numbers"}),
    ([MAIN, ANY], [rule("r", "any")], C, B, {}, "accept", "any", "r", {"main": "numbers"}),
    ([ANY], [rule("r", "any")], C, "", {}, "accept", "any", "r", {}),
    ([ANY], [rule("r", "any")], C, "front desk", {}, "accept", "any", "r", {}),
    ([trunk("main", A, B)], [TO_MAIN], C, B, {}, "accept", "main", "r", {}),
    ([], [], C, A, {}, "drop", "", "", {}),
    ([], [TO_ANY], C, A, {}, "accept", "", "default", {}),
    ([], [TO_MAIN], C, A, {}, "drop", "", "", {"r": "trunks"}),
    # -- trunk numbers are normalised
    ([MAIN], [TO_MAIN], C, "18005550100", {}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], C, "+1 800 555-0100", {}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], C, "1 (800) 555 0100", {}, "accept", "main", "r", {}),
    ([trunk("main", "18005550100")], [TO_MAIN], C, A, {}, "accept", "main", "r", {}),
    ([trunk("main", "1 800 555 0100")], [TO_MAIN], C, "1-800-555-0100", {}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], C, "18005550100x", {}, "drop", "", "", {"main": "numbers"}),
    ([MAIN], [TO_MAIN], C, "8005550100", {}, "drop", "", "", {"main": "numbers"}),
    ([trunk("main", "sales")], [TO_MAIN], C, "sales", {}, "accept", "main", "r", {}),
    ([trunk("main", "sales")], [TO_MAIN], C, "Sales", {}, "drop", "", "", {"main": "numbers"}),
    # -- allowed callers
    ([trunk("main", A, allowed_numbers=[C])], [TO_MAIN], C, A, {}, "accept", "main", "r", {}),
    ([trunk("main", A, allowed_numbers=[C])], [TO_MAIN], B, A, {}, "drop", "", "", {"main": "allowed_numbers"}),
    ([trunk("main", A, allowed_numbers=[C])], [TO_MAIN], "12025550123", A, {}, "accept", "main", "r", {}),
    ([trunk("main", A, allowed_numbers=[C])], [TO_MAIN], "", A, {}, "drop", "", "", {"main": "allowed_numbers"}),
    ([trunk("main", A, allowed_numbers=[C, B])], [TO_MAIN], B, A, {}, "accept", "main", "r", {}),
    ([trunk("any", allowed_numbers=[C])], [rule("r", "any")], C, B, {}, "accept", "any", "r", {}),
    ([trunk("any", allowed_numbers=[C])], [rule("r", "any")], B, B, {}, "drop", "", "", {"any": "allowed_numbers"}),
    ([MAIN], [TO_MAIN], "", A, {}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], "anonymous", A, {}, "accept", "main", "r", {}),
    # -- source addresses
    ([trunk("main", A, allowed_addresses=[IP])], [TO_MAIN], C, A, {"source_ip": IP}, "accept", "main", "r", {}),
    (
        [trunk("main", A, allowed_addresses=[IP])],
        [TO_MAIN],
        C,
        A,
        {"source_ip": "198.51.100.1"},
        "drop",
        "",
        "",
        {"main": "allowed_addresses"},
    ),
    ([trunk("m", A, allowed_addresses=["203.0.113.0/24"])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    ([trunk("m", A, allowed_addresses=["203.0.113.9/24"])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    (
        [trunk("m", A, allowed_addresses=["203.0.113.0/30"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP},
        "drop",
        "",
        "",
        {"m": "allowed_addresses"},
    ),
    ([trunk("m", A, allowed_addresses=["0.0.0.0/0"])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    ([trunk("m", A, allowed_addresses=["192.0.2.1", IP])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    ([trunk("m", A, allowed_addresses=["2001:db8::/32"])], [rule("r", "m")], C, A, {"source_ip": "2001:db8::1"}, "accept", "m", "r", {}),
    (
        [trunk("m", A, allowed_addresses=["2001:db8::/32"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP},
        "drop",
        "",
        "",
        {"m": "allowed_addresses"},
    ),
    # An unknown sender passes every list.
    ([trunk("m", A, allowed_addresses=["203.0.113.0/30"])], [rule("r", "m")], C, A, {}, "accept", "m", "r", {}),
    # A list whose entries are all malformed is open; one good entry closes it again.
    ([trunk("m", A, allowed_addresses=["sip://x"])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    ([trunk("m", A, allowed_addresses=["10.0.0.1; 10.0.0.2"])], [rule("r", "m")], C, A, {"source_ip": IP}, "accept", "m", "r", {}),
    (
        [trunk("m", A, allowed_addresses=["sip://x", "192.0.2.1"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP},
        "drop",
        "",
        "",
        {"m": "allowed_addresses"},
    ),
    # An entry that is no address but well formed is a host name: it refuses all but that From host.
    (
        [trunk("m", A, allowed_addresses=["sip.example.com"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP, "from_host": "sip.example.com"},
        "accept",
        "m",
        "r",
        {},
    ),
    (
        [trunk("m", A, allowed_addresses=["sip.example.com"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP, "from_host": "evil.example"},
        "drop",
        "",
        "",
        {"m": "allowed_addresses"},
    ),
    (
        [trunk("m", A, allowed_addresses=["10.0.0.0/99"])],
        [rule("r", "m")],
        C,
        A,
        {"source_ip": IP},
        "drop",
        "",
        "",
        {"m": "allowed_addresses"},
    ),
    ([trunk("main", A)], [TO_MAIN], C, A, {"source_ip": "not an address"}, "reject", "", "", {}),
    ([trunk("main", A)], [TO_MAIN], C, A, {"source_ip": IP}, "accept", "main", "r", {}),
    # A caller refused by the allow-list trunk goes on to a rule for any trunk, past every list.
    (
        [trunk("main", A, allowed_addresses=["192.0.2.1"])],
        [TO_MAIN, TO_ANY],
        C,
        A,
        {"source_ip": IP},
        "accept",
        "",
        "default",
        {"main": "allowed_addresses", "r": "trunks"},
    ),
    # -- conflicts between trunks
    ([MAIN, trunk("twin", A)], [TO_ANY], C, A, {}, "conflict", "", "", {}),
    ([MAIN, trunk("twin", "18005550100")], [TO_ANY], C, A, {}, "conflict", "", "", {}),
    ([ANY, trunk("any2")], [TO_ANY], C, A, {}, "conflict", "", "", {}),
    ([ANY, trunk("any2"), MAIN], [TO_MAIN], C, A, {}, "accept", "main", "r", {}),
    ([MAIN, trunk("twin", A, allowed_numbers=[B])], [TO_MAIN], C, A, {}, "accept", "main", "r", {"twin": "allowed_numbers"}),
    # An open trunk and an allow-list trunk on one number fail just the caller who is on the list.
    ([MAIN, trunk("vip", A, allowed_numbers=[C])], [TO_MAIN], C, A, {}, "conflict", "", "", {}),
    (
        [trunk("x", A, allowed_addresses=["192.0.2.1"]), trunk("y", A, allowed_addresses=[IP])],
        [rule("r", "y")],
        C,
        A,
        {"source_ip": IP},
        "accept",
        "y",
        "r",
        {"x": "allowed_addresses"},
    ),
    (
        [trunk("x", A, allowed_numbers=[B]), trunk("y", A, allowed_numbers=[C])],
        [rule("r", "y")],
        C,
        A,
        {},
        "accept",
        "y",
        "r",
        {"x": "allowed_numbers"},
    ),
    ([trunk("any", allowed_numbers=[B]), trunk("any2", allowed_numbers=[C])], [TO_ANY], C, A, {}, "accept", "any2", "default", {"any": "allowed_numbers"}),
    ([MAIN, trunk("twin", A)], [TO_ANY], C, B, {}, "accept", "", "default", {"main": "numbers", "twin": "numbers"}),
    # -- a forced trunk
    ([MAIN, OTHER], [TO_MAIN], C, A, {"trunk": "main"}, "accept", "main", "r", {}),
    ([MAIN, OTHER], [rule("r", "other")], C, A, {"trunk": "other"}, "drop", "", "", {"other": "numbers", "r": "trunks"}),
    ([MAIN, trunk("twin", A)], [TO_MAIN], C, A, {"trunk": "main"}, "accept", "main", "r", {}),
    ([MAIN], [TO_MAIN], C, A, {"trunk": "nowhere"}, "accept", "main", "r", {}),
    # -- rules by trunk
    ([MAIN], [TO_ANY], C, A, {}, "accept", "main", "default", {}),
    ([MAIN], [TO_MAIN, TO_ANY], C, A, {}, "accept", "main", "r", {"default": "priority"}),
    ([MAIN], [TO_ANY, TO_MAIN], C, A, {}, "accept", "main", "r", {"default": "priority"}),
    ([MAIN], [rule("r", "other"), TO_ANY], C, A, {}, "accept", "main", "default", {"r": "trunks"}),
    ([MAIN], [rule("r", "nowhere")], C, A, {}, "drop", "main", "", {"r": "trunks"}),
    ([MAIN, OTHER], [rule("r", "main", "other")], C, B, {}, "accept", "other", "r", {}),
    ([MAIN], [], C, A, {}, "drop", "main", "", {}),
    # A rule for the trunk beats one for any trunk even where that has the better numbers.
    ([MAIN], [TO_MAIN, rule("exact", calling_numbers=[C], called_numbers=[A])], C, A, {}, "accept", "main", "r", {"exact": "priority"}),
    # -- rules by called number, compared as raw text
    ([MAIN], [rule("r", "main", called_numbers=[A])], C, A, {}, "accept", "main", "r", {}),
    ([MAIN], [rule("r", "main", called_numbers=[A])], C, "18005550100", {}, "drop", "main", "", {"r": "called_numbers"}),
    ([MAIN], [rule("r", "main", called_numbers=["18005550100"])], C, A, {}, "drop", "main", "", {"r": "called_numbers"}),
    ([MAIN], [rule("r", "main", called_numbers=["18005550100"])], C, "18005550100", {}, "accept", "main", "r", {}),
    ([MAIN], [rule("r", "main", called_numbers=[B, A])], C, A, {}, "accept", "main", "r", {}),
    ([MAIN], [rule("r", "main", called_numbers=[B]), TO_ANY], C, A, {}, "accept", "main", "default", {"r": "called_numbers"}),
    ([ANY], [rule("r", called_numbers=[""])], C, "", {}, "accept", "any", "r", {}),
    # -- rules by calling number, compared as raw text
    ([MAIN], [rule("r", "main", calling_numbers=[C])], C, A, {}, "accept", "main", "r", {}),
    ([MAIN], [rule("r", "main", calling_numbers=[C])], B, A, {}, "drop", "main", "", {"r": "calling_numbers"}),
    ([MAIN], [rule("r", "main", calling_numbers=[C])], "12025550123", A, {}, "drop", "main", "", {"r": "calling_numbers"}),
    ([MAIN], [rule("r", "main", calling_numbers=[C])], "", A, {}, "drop", "main", "", {"r": "calling_numbers"}),
    ([MAIN], [rule("vip", "main", calling_numbers=[C]), TO_MAIN], C, A, {}, "accept", "main", "vip", {"r": "priority"}),
    ([MAIN], [rule("vip", "main", calling_numbers=[C]), TO_MAIN], B, A, {}, "accept", "main", "r", {"vip": "calling_numbers"}),
    # -- the more specific first: both numbers, then one, then none
    (
        [MAIN],
        [rule("one", "main", called_numbers=[A]), rule("both", "main", called_numbers=[A], calling_numbers=[C]), TO_MAIN],
        C,
        A,
        {},
        "accept",
        "main",
        "both",
        {"one": "priority", "r": "priority"},
    ),
    ([MAIN], [rule("one", "main", called_numbers=[A]), TO_MAIN], C, A, {}, "accept", "main", "one", {"r": "priority"}),
    # Number scope beats a PIN.
    ([MAIN], [rule("pin", "main", pin="1"), rule("one", "main", called_numbers=[A])], C, A, {}, "accept", "main", "one", {"pin": "priority"}),
    # -- then direct, individual, callee
    ([MAIN], [rule("d", "main", room=DIRECT), rule("i", "main", "other")], C, A, {}, "conflict", "main", "", {}),
    ([MAIN], [rule("i", "main", called_numbers=[A]), rule("d", "main", calling_numbers=[C], room=DIRECT)], C, A, {}, "accept", "main", "d", {"i": "priority"}),
    ([MAIN], [rule("c", "main", called_numbers=[A], room=CALLEE), rule("i", "main", calling_numbers=[C])], C, A, {}, "accept", "main", "i", {"c": "priority"}),
    (
        [MAIN],
        [
            rule("z", "main", called_numbers=[A], room=Room(kind="direct", name="z")),
            rule("a", "main", calling_numbers=[C], room=Room(kind="direct", name="a")),
        ],
        C,
        A,
        {},
        "accept",
        "main",
        "a",
        {"z": "priority"},
    ),
    # -- PINs
    ([MAIN], [rule("pin", "main", pin="1234")], C, A, {}, "ask_pin", "main", "pin", {}),
    ([MAIN], [rule("pin", "main", pin="1234")], C, A, {"pin": "1234"}, "accept", "main", "pin", {}),
    # A wrong PIN is final.
    ([MAIN], [rule("pin", "main", pin="1234")], C, A, {"pin": "9999"}, "drop", "main", "", {"pin": "pin"}),
    ([MAIN], [rule("pin", "main", pin="1234"), TO_MAIN], C, A, {"pin": "9999"}, "drop", "main", "", {"pin": "pin", "r": "pin"}),
    ([MAIN], [rule("pin", "main", pin="1234"), TO_MAIN], C, A, {}, "ask_pin", "main", "pin", {"r": "priority"}),
    ([MAIN], [TO_MAIN], C, A, {"pin": "1234"}, "drop", "main", "", {"r": "pin"}),
    ([MAIN], [rule("p1", "main", pin="1"), rule("p2", "main", pin="2")], C, A, {"pin": "2"}, "accept", "main", "p2", {"p1": "pin"}),
    ([MAIN], [rule("p1", "main", pin="1", room=Room(prefix="b")), rule("p2", "main", pin="2", room=Room(prefix="a"))], C, A, {}, "ask_pin", "main", "p2", {"p1": "priority"}),
    ([MAIN], [rule("pin", pin="1"), TO_MAIN], C, A, {}, "accept", "main", "r", {"pin": "priority"}),
    ([MAIN], [rule("pin", pin="1"), TO_MAIN], C, A, {"pin": "1"}, "accept", "main", "pin", {"r": "pin"}),
    ([], [rule("pin", pin="1")], C, A, {}, "ask_pin", "", "pin", {}),
    # -- conflicts between rules are looked for before any is matched
    ([MAIN], [TO_MAIN, rule("twin", "main")], C, A, {}, "conflict", "main", "", {}),
    ([MAIN], [TO_ANY, rule("twin")], C, A, {}, "conflict", "main", "", {}),
    ([MAIN], [TO_MAIN, rule("x", "main", calling_numbers=[B]), rule("y", "main", calling_numbers=[B])], C, A, {}, "conflict", "main", "", {}),
    ([MAIN], [rule("x", "main", called_numbers=[B]), rule("y", "main", called_numbers=["18005550101"])], C, A, {}, "conflict", "main", "", {}),
    ([MAIN], [TO_MAIN, rule("pin", "main", pin="1")], C, A, {"pin": "1"}, "accept", "main", "pin", {"r": "pin"}),
    # The bad pair of another trunk does no harm, since the server asks for this trunk's rules only.
    ([MAIN, OTHER], [TO_MAIN, rule("x", "other"), rule("y", "other")], C, A, {}, "accept", "main", "r", {"x": "trunks", "y": "trunks"}),
    # Without a trunk it gets all of them.
    ([MAIN, OTHER], [TO_ANY, rule("x", "other"), rule("y", "other")], C, "+19995550000", {}, "conflict", "", "", {}),
    # -- a rule that says nothing of its room
    ([MAIN], [rule("r", "main", room=None)], C, A, {}, "accept", "main", "r", {}),
]  # fmt: skip


def ask(caller: str, dialled: str, more: dict[str, str]) -> CallRequest:
    return CallRequest(from_number=caller, to_number=dialled, **more)


def test_table__covers__at_least_a_hundred_cases() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_explain__as_livekit__says_what_the_server_does(case: Any) -> None:
    trunks, rules, caller, dialled, more, outcome, of_trunk, of_rule, refused = case

    found = judge(ask(caller, dialled, more), trunks, rules, target=TargetName.LIVEKIT)

    assert (found.outcome.value, found.trunk, found.rule) == (outcome, of_trunk, of_rule)
    fields = {check.name: check.field for check in found.checks}
    assert {name: fields.get(name) for name in refused} == refused
    matched = [check.name for check in found.checks if check.is_match and check.kind == "rule"]
    assert matched == ([of_rule] if of_rule else [])


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_explain__as_the_single_machine__never_takes_a_call_without_a_trunk(case: Any) -> None:
    trunks, rules, caller, dialled, more, *_ = case
    request = ask(caller, dialled, more)

    # The single machine has rules read numbers as trunks do; LiveKit compares the rules' as raw text.
    read_alike = ask(normalise_number(caller), normalise_number(dialled), more)
    ours = judge(request, trunks, rules, target=TargetName.EMBEDDED)
    livekits = judge(read_alike, trunks, rules, target=TargetName.LIVEKIT)

    assert ours.outcome is not RoutingOutcome.DROP
    if ours.outcome is RoutingOutcome.ACCEPT:
        assert ours.trunk
        assert livekits.outcome is RoutingOutcome.ACCEPT or more.get("source_ip") == "not an address"
        assert ours.rule == livekits.rule or more.get("source_ip") == "not an address"
    if livekits.outcome is RoutingOutcome.ACCEPT and not livekits.trunk:
        assert ours.outcome is RoutingOutcome.REJECT
        assert ours.reason == "no-trunk"


def test_explain__number_without_a_plus__goes_by_the_rule_that_names_it() -> None:
    rules = [rule("shop", "main", called_numbers=[A]), rule("rest", "main")]
    request = ask(C, A.removeprefix("+"), {})

    ours, livekits = (judge(request, [MAIN], rules, target=target) for target in TargetName)

    assert ours.rule == "shop"
    assert livekits.rule == "rest"
    assert "another spelling" in next(check.why for check in livekits.checks if check.name == "shop")


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (Room(kind="individual", prefix="call-", randomize=True), f"call-_{C}_<random>"),
        (Room(kind="individual", prefix="call-", randomize=False), f"call-_{C}"),
        (Room(kind="individual", prefix="", randomize=False), C),
        (Room(kind="individual", prefix="", randomize=True), f"{C}_<random>"),
        (Room(kind="direct", name="lobby"), "lobby"),
        (Room(kind="callee", prefix="", randomize=False), A),
        (Room(kind="callee", prefix="to", randomize=True), f"to_{A}_<random>"),
        (None, f"{C}_<random>"),
    ],
)
def test_room_name__by_kind_of_room(room: Room | None, expected: str) -> None:
    assert room_name(rule("r", room=room), ask(C, A, {})) == expected


def test_room_name__of_a_hidden_caller__has_the_last_digits_only() -> None:
    hiding = replace(rule("r", room=Room(prefix="c")), hide_phone_number=True)

    assert room_name(hiding, ask(C, A, {})) == "c_0123"
    assert hidden("1234") == "4"


def test_priority__is_the_servers() -> None:
    ranked = [
        rule("a", room=DIRECT, pin="1", called_numbers=[A], calling_numbers=[C]),
        rule("b", pin="1", called_numbers=[A], calling_numbers=[C]),
        rule("c", room=CALLEE, pin="1", called_numbers=[A], calling_numbers=[C]),
        rule("d", room=DIRECT, called_numbers=[A], calling_numbers=[C]),
        rule("e", called_numbers=[A], calling_numbers=[C]),
        rule("f", room=DIRECT, pin="1", called_numbers=[A]),
        rule("g", called_numbers=[A]),
        rule("h", room=DIRECT, pin="1"),
        rule("i"),
    ]

    assert [priority(one) for one in ranked] == [0, 1, 2, 100, 101, 1000, 1101, 2000, 2101]


HOURS = Calendar(
    name="office",
    timezone="America/New_York",
    spans=(OpenSpan(day="mon", opens="09:00", closes="17:00"), OpenSpan(day="tue", opens="20:00", closes="24:00")),
    closed_on=("2026-11-23",),
)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 16, 14, 0, tzinfo=UTC), True),  # Monday 09:00 there
        (datetime(2026, 11, 16, 13, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 16, 22, 0, tzinfo=UTC), False),  # 17:00 there
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), False),  # a day off
        (datetime(2026, 11, 18, 4, 59, tzinfo=UTC), True),  # Tuesday 23:59 there
        (datetime(2026, 11, 18, 5, 0, tzinfo=UTC), False),
    ],
)
def test_explain__opening_hours__refuse_or_pass_to_another_agent(at: datetime, is_open: bool) -> None:
    closed = rule("r", "main", opening_hours="office", agent="billing")
    passed = replace(closed, outside_hours="agent", outside_agent="night")
    calendars = {"office": HOURS}

    refused = judge(ask(C, A, {}), [MAIN], [closed], target=TargetName.EMBEDDED, calendars=calendars, at=at)
    taken = judge(ask(C, A, {}), [MAIN], [passed], target=TargetName.EMBEDDED, calendars=calendars, at=at)

    assert refused.outcome is (RoutingOutcome.ACCEPT if is_open else RoutingOutcome.REJECT)
    assert refused.reason == ("accepted" if is_open else "outside-hours")
    assert (taken.outcome, taken.agent) == (RoutingOutcome.ACCEPT, "billing" if is_open else "night")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"agent": "billing"}, "outside-hours"),
        ({}, "accepted"),
        ({"agent": "billing", "room_config": {"agents": [{"agent_name": "own"}]}}, "accepted"),
    ],
)
def test_explain__opening_hours_on_livekit__are_kept_where_our_worker_is_told_them(
    fields: dict[str, Any], reason: str
) -> None:
    closed = rule("r", "main", opening_hours="office", **fields)
    at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    found = judge(ask(C, A, {}), [MAIN], [closed], target=TargetName.LIVEKIT, calendars={"office": HOURS}, at=at)

    assert found.reason == reason


_numbers = st.sampled_from([A, B, C, "18005550100", "1 800 555 0100", "", "sales", "anonymous"])
_addresses = st.sampled_from([IP, "203.0.113.0/24", "192.0.2.1", "sip.example.com", "sip://x", "::1"])
any_trunks = st.lists(
    st.builds(
        InboundTrunk,
        name=st.sampled_from(["a", "b", "c"]),
        numbers=st.lists(_numbers, max_size=2).map(tuple),
        allowed_addresses=st.lists(_addresses, max_size=2).map(tuple),
        allowed_numbers=st.lists(_numbers, max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda one: one.name,
)
any_rules = st.lists(
    st.builds(
        DispatchRule,
        name=st.sampled_from(["r", "s", "t"]),
        trunks=st.lists(st.sampled_from(["a", "b", "nowhere"]), max_size=2).map(tuple),
        called_numbers=st.lists(_numbers, max_size=1).map(tuple),
        calling_numbers=st.lists(_numbers, max_size=1).map(tuple),
        pin=st.sampled_from(["", "1"]),
        room=st.sampled_from([None, DIRECT, CALLEE, Room()]),
    ),
    max_size=3,
    unique_by=lambda one: one.name,
)
any_requests = st.builds(
    CallRequest,
    from_number=_numbers,
    to_number=_numbers,
    source_ip=st.sampled_from(["", IP, "192.0.2.1"]),
    from_host=st.sampled_from(["", "sip.example.com"]),
    pin=st.sampled_from(["", "1", "2"]),
)


@given(any_requests, any_trunks, any_rules)
def test_explain__any_files__gives_a_whole_answer_and_order_doesnt_matter(
    request_: CallRequest, trunks: list[InboundTrunk], rules: list[DispatchRule]
) -> None:
    found = judge(request_, trunks, rules, target=TargetName.LIVEKIT)
    turned = judge(request_, trunks[::-1], rules, target=TargetName.LIVEKIT)

    assert (found.outcome, found.trunk, found.rule) == (turned.outcome, turned.trunk, turned.rule)
    assert bool(found.rule) == (found.outcome in (RoutingOutcome.ACCEPT, RoutingOutcome.ASK_PIN))
    if found.outcome is not RoutingOutcome.CONFLICT:
        assert {check.name for check in found.checks if check.kind == "trunk"} == {one.name for one in trunks}
        assert {check.name for check in found.checks if check.kind == "rule"} == {one.name for one in rules}
    assert all(check.is_match != bool(check.field) for check in found.checks)


@given(st.text(max_size=20))
def test_normalise_number__twice__is_once(text: str) -> None:
    assert normalise_number(normalise_number(text)) == normalise_number(text)
