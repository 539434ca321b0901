"""A message of the stack's trace: what is read out of it."""

from __future__ import annotations

import pytest

from callcenter.telephony.embedded.stack.sip_message import parse_trace

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


@pytest.mark.parametrize(
    ("address", "has_one"),
    [
        ("IN IP4 203.0.113.7", True),
        ("IN IP6 2001:db8::7", True),
        ("IN IP4 0.0.0.0", True),
        ("IN IP4 media.example", False),
        ("IN IP4 224.2.1.1/127", False),
        ("IN IP4 239.1.1.1", False),
    ],
)
def test_trace__address_of_the_audio__is_one_or_none(address: str, has_one: bool) -> None:
    sdp = f"v=0\r\no=- 1 1 IN IP4 203.0.113.7\r\ns=-\r\nc={address}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
    message = parse_trace(INVITE.partition("v=0")[0] + sdp)

    assert message is not None
    assert message.has_media_address is has_one
