"""Offers and answers (RFC 3264, RFC 8866, RFC 4733, RFC 4568)."""

from __future__ import annotations

import re

from tests.fakes.sip.raw_sip import SDP
from tests.telephony.embedded.stack.sip_suite.limits import MULTIPART_BODY, NUMBERS
from tests.telephony.embedded.stack.sip_suite.line import Case, Line, header, once, status_of

HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
#: RFC 3261 §13.3.1.3, §21.4.26.
NONE_IN_COMMON = "488|606"


def answered(name: str, codec: str, media: str, *, head: str = HEAD, **expected: str) -> Case:
    """Return the case of an offer whose answer takes a codec's payload type."""

    async def play(line: Line) -> str:
        answer = await line.answer(line.invite(body=head + media))
        taken = re.search(r"^m=audio [1-9]\d* \S+ (\d+)", answer, re.MULTILINE)
        return f"{status_of(answer)} {taken[1] if taken else '-'}"

    return Case(name=name, play=play, right=f"200 {codec}", **expected)


def direction(name: str, wanted: str, offered: str) -> Case:
    """Return the case of an offered direction (RFC 3264 §6.1)."""

    async def play(line: Line) -> str:
        answer = await line.answer(line.invite(body=f"{SDP}a={offered}\r\n"))
        found = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", answer, re.MULTILINE)
        return f"{status_of(answer)} {found[1] if found else 'sendrecv'}"

    return Case(name=name, play=play, right=f"200 ({wanted})")


def offered(name: str, right: str, body: str, **expected: str) -> Case:
    """Return the case of an INVITE's body."""
    return once(name, right, body=body, **expected)  # type: ignore[arg-type]


async def _delayed(line: Line) -> str:
    answer = await line.answer(line.request("INVITE"))
    return f"{status_of(answer)} {header(answer, 'Content-Type')}"


MULTIPART = (
    f"--b\r\nContent-Type: application/sdp\r\n\r\n{SDP}\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
)
CASES: list[Case] = [
    answered("PCMU", "0", "m=audio 29000 RTP/AVP 0\r\n"),
    answered("PCMA", "8", "m=audio 29000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"),
    answered("G.722", "9", "m=audio 29000 RTP/AVP 9\r\na=rtpmap:9 G722/8000\r\n"),
    answered("Opus", "111", "m=audio 29000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"),
    answered("Opus in capitals", "96", "m=audio 29000 RTP/AVP 96\r\na=rtpmap:96 OPUS/48000/2\r\n"),
    answered("what nobody knows, and PCMU", "0", "m=audio 29000 RTP/AVP 97 0\r\na=rtpmap:97 odd/8000\r\n"),
    answered("G.729 and PCMA", "8", "m=audio 29000 RTP/AVP 18 8\r\na=fmtp:18 annexb=no\r\n"),
    answered("telephone-event as 96", "0", "m=audio 29000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n"),
    answered("packets of 30 ms", "0", "m=audio 29000 RTP/AVP 0\r\na=ptime:30\r\na=maxptime:60\r\n"),
    answered("attributes nobody knows", "0", "m=audio 29000 RTP/AVP 0\r\na=odd\r\na=odder:1 2;3\r\na=rtcp:29001\r\n"),
    answered("a bandwidth", "0", "m=audio 29000 RTP/AVP 0\r\nb=AS:64\r\n"),
    answered(
        "its own address",
        "0",
        "m=audio 29000 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n",
        head=HEAD.replace("c=IN IP4 127.0.0.1\r\n", ""),
    ),
    answered(
        "ICE it needn't have",
        "0",
        "m=audio 29000 RTP/AVP 0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
        "a=candidate:1 1 UDP 2130706431 127.0.0.1 29000 typ host\r\n",
    ),
    answered(
        "video beside it", "0", "m=audio 29000 RTP/AVP 0\r\nm=video 29002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"
    ),
    answered("a second audio", "0", "m=audio 29000 RTP/AVP 0\r\nm=audio 29002 RTP/AVP 0\r\n"),
    answered(
        "text and a picture beside it",
        "0",
        "m=audio 29000 RTP/AVP 0\r\nm=text 29002 RTP/AVP 98\r\nm=image 29004 udptl t38\r\n",
    ),
    answered("lines without carriage returns", "0", "m=audio 29000 RTP/AVP 0\n", head=HEAD.replace("\r\n", "\n")),
    answered("a session name", "0", "m=audio 29000 RTP/AVP 0\r\n", head=HEAD.replace("s=-", "s=Zoe")),
    answered("no s=", "0|- -", "m=audio 29000 RTP/AVP 0\r\n", head=HEAD.replace("s=-\r\n", "")),
    answered("no t=", "0", "m=audio 29000 RTP/AVP 0\r\n", head=HEAD.replace("t=0 0\r\n", "")),
    direction("sendrecv", "sendrecv", "sendrecv"),
    direction("sendonly", "recvonly|inactive", "sendonly"),
    direction("recvonly", "sendonly|inactive", "recvonly"),
    direction("inactive", "inactive", "inactive"),
    Case(name="none: ours comes in the answer", play=_delayed, right="200 application/sdp"),
    offered("only what nobody knows", NONE_IN_COMMON, f"{HEAD}m=audio 29000 RTP/AVP 97\r\na=rtpmap:97 odd/8000\r\n"),
    offered("G.729 only", NONE_IN_COMMON, f"{HEAD}m=audio 29000 RTP/AVP 18\r\n"),
    offered("a dynamic type without a name", NONE_IN_COMMON, f"{HEAD}m=audio 29000 RTP/AVP 99\r\n"),
    offered(
        "telephone-event only",
        NONE_IN_COMMON,
        f"{HEAD}m=audio 29000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
    ),
    offered("video only", NONE_IN_COMMON, f"{HEAD}m=video 29000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"),
    offered("a fax", NONE_IN_COMMON, f"{HEAD}m=image 29000 udptl t38\r\n"),
    offered("audio at port 0", f"200|{NONE_IN_COMMON}", f"{HEAD}m=audio 0 RTP/AVP 0\r\n"),
    offered(
        "SRTP where the trunk has none",
        NONE_IN_COMMON,
        f"{HEAD}m=audio 29000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n",
    ),
    offered(
        "WebRTC's profile", NONE_IN_COMMON, f"{HEAD}m=audio 29000 UDP/TLS/RTP/SAVPF 0\r\na=fingerprint:sha-256 AA\r\n"
    ),
    offered("RTP/AVPF", f"200|{NONE_IN_COMMON}", f"{HEAD}m=audio 29000 RTP/AVPF 0\r\n"),
    offered("held by 0.0.0.0 (RFC 3264 §8.4)", "200", SDP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0")),
    offered(
        "an IPv6 address where we have none",
        f"200|500|{NONE_IN_COMMON}",
        SDP.replace("IN IP4 127.0.0.1", "IN IP6 2001:db8::1"),
    ),
    offered("nonsense", "200|400|488|500", "nonsense" * 20),
    offered("half of one", "400|488|500", HEAD),
    offered(
        "a port that can't be",
        "400|488|500",
        f"{HEAD}m=audio 99999 RTP/AVP 0\r\n",
        bare="200",
        edge="200",
        limit=NUMBERS,
    ),
    once(
        "in a multipart body",
        "200",
        body=MULTIPART,
        content_type="multipart/mixed;boundary=b",
        bare="500",
        limit=MULTIPART_BODY,
    ),
]
