"""What comes while a call is up: holds, other offers, UPDATE, INFO, REFER, NOTIFY, PRACK, session timers."""

from __future__ import annotations

import re

from tests.fakes.sip.raw_sip import SDP
from tests.telephony.embedded.stack.sip_suite.limits import PORT_ZERO, REQUIRE
from tests.telephony.embedded.stack.sip_suite.line import Case, Dialog, Line, status_of

#: What isn't there is refused and the call goes on.
REFUSED = "(40[035]|415|481|489|488|491|5..|603)"
TIMER = "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n"


def within(
    name: str, right: str, method: str, *edits: tuple[str, str], bare: str = "", edge: str = "", limit: str = "",
    **how: object,
) -> Case:  # fmt: skip
    """Return the case of one request within a call, which is hung up after it."""

    async def play(line: Line) -> str:
        call = await line.call()
        return f"{await call.said(method, *edits, **how)} {await call.said('BYE')}"

    after = {"bare": f"{bare} 200" if bare else "", "edge": f"{edge} 200" if edge else ""}
    return Case(name=name, play=play, right=f"{right} 200", limit=limit, **after)


def reoffered(name: str, right: str, *bodies: str, **expected: str) -> Case:
    """Return the case of re-INVITEs; what comes of it is each one's direction or port 0."""

    async def play(line: Line) -> str:
        call = await line.call()
        came = [_described(await call.ask("INVITE", body=body)) for body in bodies]
        return " ".join((*came, await call.said("BYE")))

    return Case(name=name, play=play, right=f"{right} 200", **expected)


def _described(answer: str) -> str:
    found = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", answer, re.MULTILINE)
    return found[1] if found and answer.startswith("SIP/2.0 200") else status_of(answer)


async def _overlapping(line: Line) -> str:
    """A re-INVITE while another isn't acknowledged."""
    call = await line.call()
    line.caller.send(call.request("INVITE", body=SDP))
    second = await line.said(call.request("INVITE", body=SDP))
    for cseq in (call.cseq - 1, call.cseq):
        line.caller.send(call.request("ACK", cseq=cseq))
    return f"{second} {await call.said('BYE')}"


async def _refreshed_often(line: Line) -> str:
    call = await line.call(headers=TIMER)
    came = {await call.said(method, body=SDP, headers=TIMER) for method in ("INVITE", "UPDATE") * 4}
    return f"{' '.join(sorted(came))} {await call.said('BYE')}"


async def _after_a_refusal(line: Line) -> str:
    """A re-INVITE that can't be is refused, and the call is what it was (RFC 3261 §14.1)."""
    call = await line.call()
    refused = await call.said("INVITE", body=SDP.replace("RTP/AVP 0 101", "RTP/AVP 18"))
    good = await call.said("INVITE", body=SDP)
    return f"{refused} {good} {await call.said('BYE')}"


async def _digits(line: Line) -> str:
    call = await line.call()
    came = {await _dtmf(call, digit) for digit in "159*0#ABCD"}
    return f"{' '.join(sorted(came))} {await call.said('BYE')}"


async def _dtmf(call: Dialog, digit: str) -> str:
    body = f"Signal={digit}\r\nDuration=100\r\n"
    return await call.said("INFO", body=body, content_type="application/dtmf-relay")


CASES: list[Case] = [
    reoffered("re-INVITE with the same offer", "(sendrecv|200)", SDP),
    reoffered("held by sendonly and taken back", "(recvonly|inactive) (sendrecv|200)", f"{SDP}a=sendonly\r\n", SDP),
    reoffered("held by inactive and taken back", "inactive (sendrecv|200)", f"{SDP}a=inactive\r\n", SDP),
    reoffered(
        "held by 0.0.0.0 and taken back",
        "(200|sendrecv|recvonly|inactive|sendonly) (sendrecv|200)",
        SDP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0"),
        SDP,
    ),
    reoffered("audio to another port", "(sendrecv|200)", SDP.replace("29000", "29010")),
    reoffered("another codec", "(sendrecv|200)", SDP.replace("RTP/AVP 0 101", "RTP/AVP 8 101")),
    reoffered("without an offer", "(sendrecv|200)", ""),
    reoffered("with video beside it", "(sendrecv|200)", f"{SDP}m=video 29002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"),
    Case(
        name="a codec nobody has, then a good one",
        play=_after_a_refusal,
        right="488 200 200",
        bare="200 200 200",
        edge="200 200 200",
        limit=PORT_ZERO,
    ),
    Case(name="re-INVITE while another isn't over", play=_overlapping, right="(200|491|500) 200"),
    Case(name="refreshed by INVITE and UPDATE in turn (RFC 4028)", play=_refreshed_often, right="200 200"),
    within("re-INVITE with a session timer", "200", "INVITE", body=SDP, headers=TIMER),
    within("re-INVITE with an old CSeq", "500", "INVITE", body=SDP, cseq=0),
    within("re-INVITE without a Contact", "(200|400)", "INVITE", body=SDP, contact=None),
    within("UPDATE without an offer", "200", "UPDATE"),
    within("UPDATE with one", "200", "UPDATE", body=SDP),
    within("UPDATE that holds", "200", "UPDATE", body=f"{SDP}a=sendonly\r\n"),
    within("UPDATE with a session timer", "200", "UPDATE", headers=TIMER),
    within(
        "UPDATE that requires what nobody knows",
        "420",
        "UPDATE",
        headers="Require: nothingSupportsThis\r\n",
        bare="200",
        edge="200",
        limit=REQUIRE,
    ),
    Case(name="every key by INFO", play=_digits, right="200 200"),
    within("a key by INFO application/dtmf", "(200|4..)", "INFO", body="5", content_type="application/dtmf"),
    within("INFO of nothing", "(200|4..)", "INFO"),
    within("INFO with a body nobody knows", f"(200|{REFUSED})", "INFO", body="x", content_type="application/odd"),
    within(
        "INFO for a picture",
        f"(200|{REFUSED})",
        "INFO",
        body="<media_control/>",
        content_type="application/media_control+xml",
    ),
    within(
        "INFO whose key is none", f"(200|{REFUSED})", "INFO", body="Signal=\r\n", content_type="application/dtmf-relay"
    ),
    within(
        "INFO with five hundred keys",
        f"(200|{REFUSED})",
        "INFO",
        body=f"Signal={'5' * 500}\r\n",
        content_type="application/dtmf-relay",
    ),
    within("OPTIONS", "(200|481)", "OPTIONS"),
    within("MESSAGE", f"(200|{REFUSED})", "MESSAGE", body="hello", content_type="text/plain"),
    within(
        "REFER, which would have us call anybody",
        "(4..|501|603)",
        "REFER",
        headers="Refer-To: <sip:+19005550100@127.0.0.1>\r\n",
    ),
    within("REFER without Refer-To", "(4..|501|603)", "REFER"),
    within(
        "NOTIFY nobody asked for",
        f"(200|{REFUSED})",
        "NOTIFY",
        headers="Event: refer\r\nSubscription-State: active\r\n",
        body="SIP/2.0 200 OK\r\n",
        content_type="message/sipfrag",
    ),
    within("SUBSCRIBE", REFUSED, "SUBSCRIBE", headers="Event: refer\r\nExpires: 60\r\n"),
    within("PRACK of nothing", REFUSED, "PRACK", headers="RAck: 1 1 INVITE\r\n"),
    within("a method nobody knows", "(40[05]|501)", "FROBNICATE"),
    within("PUBLISH", REFUSED, "PUBLISH", headers="Event: presence\r\n"),
    within("REGISTER", "(4..|501)", "REGISTER"),
]
