"""The pure parts of the single machine's telephony."""

from __future__ import annotations

import pytest

from callcenter.domain.host_port import is_loopback
from callcenter.errors import PortInUse, SettingsError
from callcenter.telephony.embedded.calls.invitation import read_invitation
from callcenter.telephony.embedded.port_check import check_port_free, split_bind
from callcenter.telephony.embedded.sip_status import REFUSALS, refusal_reason
from callcenter.telephony.embedded.stack.sip_message import parse_trace
from callcenter.telephony.embedded.stack.stack_config import codec_names, config_lines, exposed_headers
from callcenter.telephony.embedded.stack.stack_port import StackOptions, number_forms

INVITE = (
    "RX UDP 203.0.113.7:5070 -> 127.0.0.1:5060\n"
    "INVITE sip:+18005550100@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 203.0.113.7:5070;branch=z9hG4bK1\r\n"
    "i: abc@203.0.113.7\r\n"
    "m: <sip:a@203.0.113.7>\r\n"
    "CSeq: 1 INVITE\r\n\r\n"
    "v=0\r\nm=audio 4000 RTP/AVP 96 0\r\na=rtpmap:96 opus/48000/2\r\n"
)


def test_trace__invite_with_short_headers__is_read() -> None:
    message = parse_trace(INVITE)

    assert message is not None
    assert (message.method, message.status, message.is_received) == ("INVITE", 0, True)
    assert (message.peer_address, message.peer_port) == ("203.0.113.7", 5070)
    assert (message.call_id, message.codec, message.has_contact) == ("abc@203.0.113.7", "OPUS", True)
    assert message.request_uri == "sip:+18005550100@127.0.0.1"


def test_trace__answer_we_sent__tells_codec_and_receiver() -> None:
    message = parse_trace(
        "TX TCP 127.0.0.1:5060 -> [::1]:40000\nSIP/2.0 200 Answering\r\nCall-ID: x\r\nCSeq: 7 INVITE\r\n\r\n"
        "m=audio 4000 RTP/AVP 8 101\r\n"
    )

    assert message is not None
    assert (message.method, message.status, message.is_received) == ("INVITE", 200, False)
    assert (message.peer_address, message.codec) == ("::1", "PCMA")


@pytest.mark.parametrize(
    "folded",
    [
        "Call-ID:\r\n abc@203.0.113.7",
        "Call-ID: \r\n\tabc@203.0.113.7",
        "Subject: a\r\n Call-ID: x\r\ni: abc@203.0.113.7",
    ],
)
def test_trace__folded_header__is_one_line(folded: str) -> None:
    message = parse_trace(INVITE.replace("i: abc@203.0.113.7", folded))

    assert message is not None
    assert message.call_id == "abc@203.0.113.7"


@pytest.mark.parametrize("text", ["", "RX UDP 1.2.3.4:5 -> 1.2.3.4:6\n\r\n\r\n", "noise", INVITE[5:]])
def test_trace__no_message__is_none(text: str) -> None:
    assert parse_trace(text) is None


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


def test_refusals__each_status__is_a_kebab_word() -> None:
    assert all(reason == reason.lower().replace(" ", "-") for reason in REFUSALS.values())
    assert refusal_reason(499) == "refused-by-stack"


@pytest.mark.parametrize("bind", ["", "5060", "localhost:5060", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "a:b:c"])
def test_bind__unusable__is_refused_with_an_example(bind: str) -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:5060"):
        split_bind(bind)


def test_bind__usable__is_split() -> None:
    assert split_bind("0.0.0.0:5060") == ("0.0.0.0", 5060)
    assert is_loopback("127.0.0.2")
    assert not is_loopback("0.0.0.0")


def test_port__of_an_address_this_machine_lacks__is_a_clear_error() -> None:
    with pytest.raises(PortInUse, match=r"192\.0\.2\.1"):
        check_port_free("192.0.2.1", 5999)


def test_config__of_the_stack__pins_what_it_must() -> None:
    lines = config_lines(StackOptions(host="127.0.0.1", port=5070)).splitlines()

    assert "sip_listen 127.0.0.1:5070" in lines
    assert "sip_transports ws" in lines  # nothing listens before the numbers are served
    assert "audio_jitter_buffer_ms 20-200" in lines


def test_headers__more_than_the_stack_takes__are_refused() -> None:
    with pytest.raises(SettingsError, match="at most 7"):
        exposed_headers(StackOptions(headers=tuple(f"X-{index}" for index in range(10))))


def test_codec__unknown__is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="'g729'"):
        codec_names(StackOptions(codecs=("g729",)))


def test_number__with_plus__is_also_taken_without() -> None:
    assert number_forms("+18005550100") == ("+18005550100", "18005550100")
    assert number_forms("100") == ("100",)
