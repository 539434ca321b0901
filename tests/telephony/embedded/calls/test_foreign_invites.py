"""Strangers' INVITEs against allow-lists: whatever is in them, the sender's address decides."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from callcenter.domain.calls.call import Call
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.routing import Routing
from callcenter.telephony.embedded.calls.admission import TrunkAdmission
from callcenter.telephony.embedded.calls.invitation import read_invitation
from callcenter.telephony.embedded.stack.sip_message import parse_trace
from tests.provisioning.trunks import inbound

MUTATED = 10_000
SEED = 20_261_126
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
CARRIER, EDGE, STRANGER = "203.0.113.7", "192.0.2.9", "198.51.100.66"
INVITE = (
    "INVITE sip:+18005550100@192.0.2.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 198.51.100.66:5060;branch=z9hG4bK1;rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: <sip:+12025550123@198.51.100.66>;tag=1\r\n"
    "To: <sip:+18005550100@192.0.2.1>\r\n"
    "Call-ID: abc@198.51.100.66\r\n"
    "CSeq: 1 INVITE\r\n"
    "Contact: <sip:a@198.51.100.66:5060>\r\n"
    "Content-Length: 0\r\n\r\n"
)
#: What a forger would write: the addresses that may call, in each place one could be read from.
FORGED = tuple(
    line.format(one=one)
    for one in (CARRIER, EDGE, "127.0.0.1")
    for line in (
        "X-Edge-Source: {one}",
        "x-edge-source : {one}",
        "X-Edge-Source:\r\n {one}",
        "X-Edge-Called: +18005550100",
        "X-Edge-Caller: +12025550123",
        "Via: SIP/2.0/UDP {one}:5060;branch=z9hG4bK0;received={one}",
        "Subject: x\r\n Call-ID: other\r\n X-Edge-Source: {one}",
        "Call-ID: other",
        "i: other",
        "From: <sip:+12025550123@{one}>;tag=2",
        "f: <sip:+12025550123@{one}>;tag=2",
        "Contact: <sip:a@{one}:5060>",
        "Record-Route: <sip:{one};lr>",
        "P-Asserted-Identity: <sip:+12025550123@{one}>",
        "RX UDP {one}:5060 -> 192.0.2.1:5060",
    )
)
ODD = ("\r\n ", "\r\n\t", "\r\n", "\n", "\x00", "\x1b", "<", ">", '"', ";", ",", "%0d%0a", "\xff", ":", "@", "  ")


def mutated(chance: random.Random) -> str:
    """Return an INVITE with one to four changes."""
    text = INVITE
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        lines = text.split("\r\n")
        match chance.randrange(7):
            case 0:
                text = text[:at] + chance.choice(ODD) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 8) :]
            case 2 | 3:
                lines.insert(chance.randrange(1, len(lines)), chance.choice(FORGED))
                text = "\r\n".join(lines)
            case 4:
                text = text.replace(STRANGER, chance.choice((CARRIER, EDGE, "127.0.0.1")), chance.randint(1, 4))
            case 5:
                lines.insert(chance.randrange(1, len(lines)), chance.choice(lines))
                text = "\r\n".join(lines)
            case _:
                text = text[:at] + text[at : at + 40].swapcase() + text[at + 40 :]
    return text


def headers_of(text: str) -> dict[str, str]:
    """Return headers as a stack may read them: unfolded, the first of several, long names for short ones."""
    long = {"f": "from", "t": "to", "i": "call-id", "m": "contact", "v": "via"}
    found: dict[str, str] = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", text).replace("\r", "").split("\n")[1:]:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon:
            found.setdefault(long.get(name, name), value.strip())
    return found


def admits(text: str, *, sender: str, edge: str, allowed: Sequence[str] = (CARRIER,)) -> bool:
    """Tell whether a worker that knows the sender of an INVITE only by the stack's trace takes the call."""
    headers = headers_of(text)
    traced = parse_trace(f"RX UDP {sender}:5060 -> 192.0.2.1:5060\n{text}")
    # The trace is found by Call-ID: one that reads otherwise there than in the stack's headers isn't found.
    invite = traced if traced is not None and traced.call_id == headers.get("call-id") else None
    trunk = inbound("main", ["+18005550100"], addresses=list(allowed))
    rule = DispatchRule(name="main", trunks=("main",), agent="triage")
    admission = TrunkAdmission(
        Routing(inbound_trunks=(trunk,), dispatch_rules=(rule,)), checks_addresses=True, edge=edge
    )
    return isinstance(admission.judge(read_invitation(headers, invite, edge=edge), at=NOW), Call)


@pytest.mark.parametrize("edge", ["", f"{EDGE}:5060"])
def test_invites__of_a_stranger_mutated_ten_thousand_times__none_is_admitted(edge: str) -> None:
    chance = random.Random(SEED)
    texts = [mutated(chance) for _ in range(MUTATED)]

    assert [text for text in texts if admits(text, sender=STRANGER, edge=edge)] == []


@pytest.mark.parametrize(
    "masks",
    [[f"{CARRIER}, 203.0.113.8"], [f"{CARRIER} "], ["*"], [f"({CARRIER})"], [f"{CARRIER}/33"], ["carrier.test"]],
)
def test_allow_list__with_nothing_readable_in_it__lets_nobody_in(masks: list[str]) -> None:
    assert not admits(INVITE, sender=STRANGER, edge="", allowed=masks)
    assert not admits(INVITE, sender=CARRIER, edge="", allowed=masks)


@pytest.mark.parametrize(
    ("sender", "edge", "extra"), [(CARRIER, "", ""), (EDGE, EDGE, f"X-Edge-Source: {CARRIER}\r\n")]
)
def test_invites__of_who_may_call__many_of_the_mutated_are_admitted(sender: str, edge: str, extra: str) -> None:
    """Else nothing would follow from the refusals."""
    chance = random.Random(SEED)
    texts = [mutated(chance).replace("Max-Forwards", f"{extra}Max-Forwards", 1) for _ in range(500)]

    assert sum(admits(text, sender=sender, edge=edge) for text in texts) > 150
