"""What isn't SIP, or only nearly: nothing of it becomes a call, and nothing of it hurts."""

from __future__ import annotations

from tests.fakes.worker.sip_serving import NUMBER
from tests.telephony.embedded.stack.sip_suite.limits import EMPTY_LINES, NUMBER_IS_TO, UNREAD
from tests.telephony.embedded.stack.sip_suite.line import Case, once, raw

#: RFC 3261 §16.3, §18.3: what can't be read is refused where anybody can be told, else dropped.
REFUSED = "400|416|505|silence"
GOOD = f"INVITE sip:{NUMBER}@127.0.0.1 SIP/2.0"

CASES: list[Case] = [
    raw("noise", "silence", b"\x00\xff\x13noise" * 40),
    raw("one byte", "silence", b"\x00"),
    raw("an empty datagram", "silence", b""),
    raw("keep-alive: two line ends (RFC 5626 §3.5.1)", "silence", b"\r\n\r\n"),
    raw("keep-alive: STUN", "silence", b"\x00\x01\x00\x00\x21\x12\xa4\x42" + b"\x07" * 12),
    raw("HTTP", "silence|400", "GET / HTTP/1.1\nHost: 127.0.0.1\n\n"),
    raw("RTP", "silence", b"\x80\x00\x00\x01\x00\x00\x00\xa0\x00\x00\x00\x01" + b"\xff" * 160),
    raw("a request line and nothing else", REFUSED, f"{GOOD}\n\n"),
    raw("half a header", REFUSED, f"{GOOD}\nVia: SIP/2.0/UDP"),
    raw(
        "an answer to nothing",
        "silence",
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKx\n"
        "From: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: {id}\nCSeq: 1 INVITE\n\n",
    ),
    raw(
        "an answer with a status of four digits",
        "silence",
        "SIP/2.0 4294967301 better not break\n"
        "Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKx\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\n"
        "Call-ID: {id}\nCSeq: 1 INVITE\nContent-Length: 0\n\n",
    ),
    once("no version", REFUSED, (" SIP/2.0\r\n", "\r\n")),
    once("version 7.0", REFUSED, (" SIP/2.0\r\n", " SIP/7.0\r\n")),
    once("version in small letters (RFC 3261 §7.1)", "200|400|505|silence", (" SIP/2.0\r\n", " sip/2.0\r\n")),
    once("no URI", REFUSED, (f"INVITE sip:{NUMBER}@127.0.0.1 ", "INVITE ")),
    once("two spaces in the request line", "200|400|silence", ("INVITE sip", "INVITE  sip")),
    once("a space after the version", "200|400|silence", (" SIP/2.0\r\n", " SIP/2.0 \r\n"), edge="503", limit=UNREAD),
    once(
        "a URI in angle brackets",
        REFUSED,
        (f"sip:{NUMBER}@127.0.0.1 ", f"<sip:{NUMBER}@127.0.0.1> "),
        bare="200",
        limit=NUMBER_IS_TO,
    ),
    once("a URI with a space", REFUSED, (f"sip:{NUMBER}@127.0.0.1 ", f"sip:{NUMBER}@127.0.0.1; lr ")),
    once("a URI without a scheme", "400|404|416|silence", (f"INVITE sip:{NUMBER}@127.0.0.1", "INVITE 18005550100")),
    once(
        "a scheme nobody knows",
        "40[04]|416|silence",
        ("INVITE sip:", "INVITE nobodyknows:"),
        bare="200",
        limit=NUMBER_IS_TO,
    ),
    once("no method", REFUSED, ("INVITE sip", " sip")),
    once("a method of 2,000 letters", "400|405|501|silence", ("INVITE sip", "I" * 2000 + " sip")),
    once(
        "a URI of 2,000 digits", "40[04]|414|silence", (f"sip:{NUMBER}@", "sip:" + "9" * 2000 + "@"), (NUMBER, "9" * 99)
    ),
    once("line ends without carriage returns", "200|400|silence", ("\r\nMax-Forwards", "\nMax-Forwards")),
    once(
        "empty lines before the request (RFC 3261 §7.5)",
        "200",
        ("INVITE sip", "\r\n\r\nINVITE sip"),
        bare="silence",
        edge="503",
        limit=EMPTY_LINES,
    ),
]
