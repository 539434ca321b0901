"""Limits of the SIP stack and of Kamailio that cases of the suite run into: docs/single-machine.md states each."""

from __future__ import annotations

NUMBER_IS_TO = "the number is To's, as in LiveKit SIP: the request line is read where To names nobody"
EMPTY_LINES = "a datagram that begins with an empty line is dropped; the edge says 503 for it"
UNREAD = "what the stack can't read it drops, and the edge says 503 for it"
COOKIE = "a branch without the magic cookie (RFC 2543) is refused with 606"
FROM_TAG = "a From without a tag (RFC 2543) is refused with 500 (the edge says 400)"
NUMBERS = "numbers that can't be (CSeq beyond 32 bits, ports beyond 65535) aren't refused"
BODY_IS_SDP = (
    "a body is read as SDP whatever its Content-Type and Content-Encoding say; 500 if it is none (the edge says 415)"
)
LENGTH = "over UDP Content-Length isn't looked at: a datagram is one message"
CONTROLS = "control characters in a number are dropped before it is compared"
KAMAILIO_READS = "Kamailio drops what it can't read, without an answer"
MULTIPART_BODY = "a multipart body is refused with 500 (the edge passes on the SDP in it)"
CSEQ_ORDER = "within a call CSeq isn't compared with the one before"
PORT_ZERO = "a re-INVITE without a codec in common gets 200 with audio at port 0, not 488; the call goes on"
REQUIRE = "within a call Require isn't looked at"
DATAGRAM = "messages beyond 8 kB over UDP are dropped; the edge says 503 for them"
TWICE = "of headers that must not be twice the first is taken"
