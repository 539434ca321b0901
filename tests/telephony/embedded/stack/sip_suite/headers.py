"""Headers: forms a caller may choose between, and faults in them (RFC 3261 §7.3, §8.1.1, §20)."""

from __future__ import annotations

from tests.telephony.embedded.stack.sip_suite.limits import BODY_IS_SDP, COOKIE, FROM_TAG, LENGTH, NUMBERS
from tests.telephony.embedded.stack.sip_suite.line import Case, once

BAD = "400|silence"
FROM = "From: <sip:+12025550123@127.0.0.1>;tag=from"

CASES: list[Case] = [
    once("good", "200"),
    once(
        "compact forms",
        "200",
        ("From:", "f:"),
        ("To:", "t:"),
        ("Call-ID:", "i:"),
        ("Via:", "v:"),
        ("Contact:", "m:"),
        ("Content-Type:", "c:"),
        ("Content-Length:", "l:"),
    ),
    once("names in capitals", "200", ("From:", "FROM:"), ("To:", "TO:"), ("Via:", "VIA:"), ("CSeq:", "CSEQ:")),
    once("spaces before the colon", "200", ("Max-Forwards:", "Max-Forwards  :"), ("CSeq:", "CSeq :")),
    once("no space after the colon", "200", ("CSeq: ", "CSeq:"), ("Call-ID: ", "Call-ID:"), ("From: ", "From:")),
    once("many spaces and a tab", "200", ("CSeq: 1 INVITE", "CSeq:  \t 1   INVITE")),
    once("a folded From", "200", ("From: <", "From:\r\n  <")),
    once("a folded Call-ID", "200", ("Call-ID: ", "Call-ID:\r\n ")),
    once("a folded Subject that looks like a Via", "200", headers="Subject: first\r\n Via: SIP/2.0/UDP 192.0.2.1\r\n"),
    once("headers nobody knows", "200", headers="X-Odd: 1\r\nAnother-Odd-One: ;;,,;;\r\nX-E: \r\n"),
    once("an empty Subject", "200", headers="Subject:\r\n"),
    once("a hundred headers", "200", headers="".join(f"X-Many-{index}: {index}\r\n" for index in range(100))),
    once("a header of 4,000 letters", "200", headers=f"X-Long: {'x' * 4000}\r\n"),
    once("the same header three times", "200", headers="P-Odd: 1\r\nP-Odd: 2\r\nP-Odd: 3\r\n"),
    once("UTF-8 in a header", "200", headers="Organization: Müller\r\n"),
    once("a name in quotation marks", "200", (FROM, f'From: "Doe, \\"J\\"; x=<y>" {FROM[6:]}')),
    once("a name without them", "200", (FROM, f"From: John Doe {FROM[6:]}")),
    once("a name in UTF-8", "200", (FROM, f'From: "Zoë" {FROM[6:]}')),
    once("From without angle brackets", "200", ("<sip:+12025550123@127.0.0.1>;tag", "sip:+12025550123@127.0.0.1;tag")),
    once("another address in a parameter of From", "200", (";tag=", ';x="<sip:+18005550123@v>";tag=')),
    once("withheld", "200", ("<sip:+12025550123@127.0.0.1>", '"Anonymous" <sip:anonymous@anonymous.invalid>')),
    once(
        "P-Asserted-Identity and Privacy",
        "200",
        headers="P-Asserted-Identity: <sip:+12025550124@127.0.0.1>\r\nPrivacy: id\r\n",
    ),
    once(
        "Diversion and History-Info",
        "200",
        headers="Diversion: <sip:+1@a>;reason=no-answer\r\nHistory-Info: <sip:+1@a>;index=1\r\n",
    ),
    once("Identity (RFC 8224)", "200", headers=f"Identity: {'e' * 400};info=<https://a.example/c.pem>;alg=ES256\r\n"),
    once("two Vias", "200", ("Max-Forwards", "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKa\r\nMax-Forwards")),
    once(
        "two Vias in one line", "200", ("\r\nMax-Forwards", ", SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\r\nMax-Forwards")
    ),
    once("Via with rport (RFC 3581)", "200", (";branch", ";rport;branch")),
    once("Via with spaces round its slashes", "200", ("SIP/2.0/UDP 127", "SIP / 2.0 / UDP   127")),
    once("Via without the magic cookie (RFC 2543)", "200", ("branch=z9hG4bK", "branch=old"), bare="606", limit=COOKIE),
    once("Via with nonsense for a transport", "200|400|silence", ("Via: SIP/2.0/UDP", "Via: SIP/2.0/MORSE")),
    once("no Via", BAD, ("Via:", "X-Via:")),
    once("no From", BAD, ("From:", "X-From:")),
    once("no To", BAD, ("To:", "X-To:")),
    once("no Call-ID", BAD, ("Call-ID:", "X-Call-ID:")),
    once("no CSeq", BAD, ("CSeq:", "X-CSeq:")),
    once("no Max-Forwards (RFC 2543)", "200|400", ("Max-Forwards: 70\r\n", "")),
    once("no Contact", "400|500", contact=None),
    once("a Contact of nonsense", "200|400|500", contact="<sip:<<>"),
    once("From without a tag (RFC 2543)", "200|400", (";tag=from", ";no=from"), bare="500", limit=FROM_TAG),
    once("Max-Forwards 0", "200|483", ("Max-Forwards: 70", "Max-Forwards: 0")),
    once("Max-Forwards that is no number", "200|400|483|silence", ("Max-Forwards: 70", "Max-Forwards: seven")),
    once("CSeq of another method", BAD, ("CSeq: 1 INVITE", "CSeq: 1 OPTIONS")),
    once("CSeq that is no number", BAD, ("CSeq: 1 INVITE", "CSeq: one INVITE")),
    once(
        "CSeq beyond 32 bits", BAD, ("CSeq: 1 INVITE", "CSeq: 36893488147419103232 INVITE"), bare="200", limit=NUMBERS
    ),
    once("CSeq of 2**31 - 1", "200", cseq=2**31 - 1),
    once("Require of an extension nobody knows", "420", headers="Require: nothingSupportsThis\r\n"),
    once("Proxy-Require of one", "200|420", headers="Proxy-Require: nothingSupportsThis\r\n"),
    once("Require: timer (RFC 4028)", "200|420", headers="Require: timer\r\nSession-Expires: 1800\r\n"),
    once(
        "Supported of many, and a session that we are to refresh (RFC 4028 §9: who can't leaves it to the caller)",
        "200",
        headers="Supported: 100rel, timer, replaces, gruu\r\nSession-Expires: 1800;refresher=uas\r\nMin-SE: 90\r\n",
    ),
    once("Require: 100rel (RFC 3262)", "200|420", headers="Require: 100rel\r\n"),
    once("Session-Expires of one second", "200|422", headers="Supported: timer\r\nSession-Expires: 1\r\n"),
    once("Content-Type that isn't there", "200|400|415|488", ("Content-Type: application/sdp\r\n", "")),
    once(
        "Content-Type of something else",
        "415|488",
        content_type="application/unknown",
        bare="200",
        limit=BODY_IS_SDP,
    ),
    once("Content-Type with parameters", "200", content_type="application/sdp;charset=utf-8"),
    once("Content-Type in capitals", "200", content_type="Application/SDP"),
    once("Content-Encoding gzip", "415", headers="Content-Encoding: gzip\r\n", bare="200", limit=BODY_IS_SDP),
    once("no Content-Length over UDP", "200", ("Content-Length:", "X-Content-Length:")),
    once("a negative Content-Length", BAD, ("Content-Length: ", "Content-Length: -"), bare="200", limit=LENGTH),
    once("a Content-Length that is too long", BAD, ("Content-Length: ", "Content-Length: 9"), bare="200", limit=LENGTH),
    once(
        "a Content-Length that is no number", BAD, ("Content-Length: ", "Content-Length: x"), bare="200", limit=LENGTH
    ),
]
