"""What an INVITE says of its call, and whom of it is believed."""

from __future__ import annotations

import pytest

from callcenter.telephony.embedded.calls.invitation import read_invitation
from callcenter.telephony.embedded.stack.sip_message import parse_trace
from tests.telephony.embedded.stack.test_sip_message import INVITE


def test_invitation__plain_headers__are_read() -> None:
    read = read_invitation(
        {
            "from": '"Ann" <sip:+12025550123@carrier.example:5070;user=phone>;tag=1',
            "to": "<sip:%2B18005550100@10.0.0.1>",
            "call-id": "x",
            "x-account": "42",
        },
        parse_trace(INVITE),
        edge="",
    )

    assert (read.caller_number, read.dialled_number) == ("+12025550123", "+18005550100")
    assert (read.from_host, read.source_address, read.sip_call_id) == ("carrier.example", "203.0.113.7", "x")
    assert dict(read.headers) == {"x-account": "42"}


def test_invitation__headers_in_short_form__are_read_of_the_message_itself() -> None:
    """The stack shows none of them: such a caller was one who withholds their number."""
    short = "f: <sip:+12025550123@h>;tag=1\r\nt: <sip:+18005550101@h>\r\n"
    read = read_invitation({}, parse_trace(INVITE.replace("CSeq:", f"{short}CSeq:")), edge="")

    assert (read.caller_number, read.dialled_number) == ("+12025550123", "+18005550101")
    assert read.sip_call_id == "abc@203.0.113.7"


def test_invitation__control_characters__reach_nobodys_terminal() -> None:
    headers = {
        "from": "<sip:%1b]0;evil%07@h>",
        "to": "<sip:%C2%9b2J1@h>",
        "call-id": "x\x1b[2J",
        "x-account": "4\x1b2\u2028",
    }

    read = read_invitation(headers, None, edge="")

    assert (read.caller_number, read.dialled_number) == ("]0", "2J1")
    assert (read.sip_call_id, dict(read.headers)) == ("x[2J", {"x-account": "42"})


def test_invitation__number_the_edge_judged__wins_over_from() -> None:
    headers = {"from": "<sip:+18005550123@h>", "to": "<sip:b@h>", "x-edge-caller": "+15551230001"}

    through = read_invitation(headers, parse_trace(INVITE), edge="203.0.113.7:5070")
    past = read_invitation(headers, parse_trace(INVITE), edge="192.0.2.1:5060")

    assert through.caller_number == "+15551230001"
    assert past.caller_number == "+18005550123"


@pytest.mark.parametrize("caller", ["anonymous", "Anonymous", "unavailable"])
def test_invitation__withheld_number__is_empty(caller: str) -> None:
    read = read_invitation({"from": f"<sip:{caller}@anonymous.invalid>", "to": "<sip:1@h>"}, None, edge="")

    assert read.caller_number == ""


@pytest.mark.parametrize(
    ("edge", "source"),
    [
        ("203.0.113.7:5070", "198.51.100.9"),
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:5066", "203.0.113.7"),
        ("192.0.2.1", "203.0.113.7"),
    ],
)
def test_invitation__edge_header__is_believed_from_the_edge_only(edge: str, source: str) -> None:
    headers = {"from": "<sip:a@h>", "to": "<sip:b@h>", "x-edge-source": "198.51.100.9", "x-edge-called": "+1800"}

    read = read_invitation(headers, parse_trace(INVITE), edge=edge)

    assert read.source_address == source
    assert read.is_from_edge is (source == "198.51.100.9")
    assert read.dialled_number == ("+1800" if read.is_from_edge else "b")
    # What nobody but the edge may say is kept of nobody else.
    assert set(read.headers) == ({"x-edge-source", "x-edge-called"} if read.is_from_edge else set())
