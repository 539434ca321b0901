"""The torture of RFC 4475, told to the numbers that are served here: every message of it, as a call or as it stands.

The section is in each name. What it says of proxies and registrars is left out.
"""

from __future__ import annotations

from tests.fakes.worker.sip_serving import NUMBER
from tests.telephony.embedded.stack.sip_suite.limits import (
    BODY_IS_SDP,
    KAMAILIO_READS,
    LENGTH,
    NUMBER_IS_TO,
    NUMBERS,
    TWICE,
    UNREAD,
)
from tests.telephony.embedded.stack.sip_suite.line import Case, once, raw

CONTACT = "Contact: <sip:c@127.0.0.1:{port}>"
SDP = (
    "v=0\no=mhandley 29739 7272939 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 29000 RTP/AVP 0\n"
    "a=rtpmap:0 PCMU/8000\n"
)
TIME = len(SDP) + SDP.count("\n")
WSINV = f"""INVITE sip:{NUMBER}@127.0.0.1;unknownparam SIP/2.0
TO :
 sip:{NUMBER}@127.0.0.1
from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.{{id}}
Content-Length   : {TIME}
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    127.0.0.1:{{port}};branch=z9hG4bK390skdjuw{{id}}
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:127.0.0.1;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \\"\\"" <sip:jdrosen@127.0.0.1:{{port}}> ; newparam =
      newvalue ;
  secondparam ; q = 0.33

{SDP}"""
ODD_METHOD = "!interesting-Method0123456789_*+`.%indeed'~"
BAD = "400|silence"

CASES: list[Case] = [
    raw("3.1.1.1 a short tortuous INVITE", "200", WSINV, edge="silence", limit=KAMAILIO_READS),
    once(
        "3.1.1.2 wide range of valid characters: the method",
        "40[05]|501",
        ("INVITE sip", f"{ODD_METHOD} sip"),
        ("1 INVITE", f"1 {ODD_METHOD}"),
    ),
    once(
        "3.1.1.2 wide range of valid characters: the headers",
        "200",
        headers="extensionHeader-!.%*+_`'~: \xef\xbb\xbf\r\n",
        edge="silence",
        limit=KAMAILIO_READS,
    ),
    once(
        "3.1.1.3 valid use of the % escaping mechanism",
        "200",
        ("From: <sip:+12025550123@", "From: <sip:I%20have%20spaces@"),
        headers="Subject: %ZZ%00%\r\n",
    ),
    once("3.1.1.4 escaped nulls in URIs", "200", ("From: <sip:+12025550123@", "From: <sip:null-%00-null@")),
    once(
        "3.1.1.5 use of % when it is not an escape",
        "40[05]|501",
        ("INVITE sip", "RE%47IST%45R sip"),
        ("1 INVITE", "1 RE%47IST%45R"),
    ),
    once("3.1.1.6 message with no LWS between display name and <", "200", ("From: <", "From: caller<")),
    once(
        "3.1.1.7 long values in header fields",
        "200",
        ("From: <", 'From: "I have a user name of extreme proportion" <'),
        headers=f"Unknown-Long-Name: {'unknown-value,' * 60}x\r\n",
        contact=f"<sip:amazinglylongcallername{'a' * 200}@127.0.0.1:5080>",
    ),
    raw(
        "3.1.1.8 extra trailing octets in a UDP datagram",
        "200",
        f"""OPTIONS sip:{NUMBER}@127.0.0.1 SIP/2.0
To: sip:{NUMBER}@127.0.0.1
From: sip:c@127.0.0.1;tag=dblreq
Max-Forwards: 8
Call-ID: dblreq.{{id}}
CSeq: 8 OPTIONS
Via: SIP/2.0/UDP 127.0.0.1:{{port}};branch=z9hG4bKkdjuw23492{{id}}
Content-Length: 0


INVITE sip:joe@example.com SIP/2.0
t: sip:joe@example.com
""",
        edge="silence",
        limit=KAMAILIO_READS,
    ),
    once(
        "3.1.1.9 semicolon-separated parameters in URI user part",
        "200|404",
        (f"sip:{NUMBER}@", f"sip:{NUMBER};par=u%40example.net@"),
    ),
    once(
        "3.1.1.10 varied and unknown transport types",
        "200",
        (
            "Max-Forwards",
            "Via: SIP/2.0/SCTP 192.0.2.1;branch=z9hG4bK4ji\r\n"
            "Via: SIP/2.0/UNKNOWN 192.0.2.2;branch=z9hG4bKa\r\nMax-Forwards",
        ),
    ),
    once(
        "3.1.1.11 multipart MIME message",
        "415|488|200|405|501",
        method="MESSAGE",
        body="--7a9\r\n\r\nHi\r\n--7a9--\r\n",
        content_type="multipart/mixed;boundary=7a9",
    ),
    raw(
        "3.1.1.12 unusual reason phrase",
        "silence",
        "SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK1324923\n"
        "Call-ID: unreason.{id}\nCSeq: 35 INVITE\nFrom: sip:c@a.example;tag=11141343\n"
        "To: sip:c@a.example;tag=2229\nContent-Length: 0\n\n",
    ),
    raw(
        "3.1.1.13 empty reason phrase",
        "silence",
        "SIP/2.0 100 \nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK2398\n"
        "Call-ID: noreason.{id}\nCSeq: 35 INVITE\n"
        "From: sip:c@a.example;tag=1\nTo: sip:c@a.example\nContent-Length: 0\n\n",
    ),
    once("3.1.2.1 extraneous header field separators", "200|400|silence", ("Via: SIP/2.0/UDP", "Via: ;;,,SIP/2.0/UDP")),
    once(
        "3.1.2.2 Content-Length larger than message",
        BAD,
        ("Content-Length: ", "Content-Length: 9999"),
        bare="200",
        limit=LENGTH,
    ),
    once("3.1.2.3 negative Content-Length", BAD, ("Content-Length: ", "Content-Length: -99"), bare="200", limit=LENGTH),
    once(
        "3.1.2.4 request scalar fields with overlarge values",
        BAD,
        ("CSeq: 1 ", "CSeq: 36893488147419103232 "),
        ("Max-Forwards: 70", "Max-Forwards: 300"),
        method="OPTIONS",
        bare="200",
        limit=NUMBERS,
    ),
    once("3.1.2.6 unterminated quoted string in display name", "400|200|silence", ("To: <", 'To: "Mr. J. User <')),
    once(
        "3.1.2.7 <> enclosing Request-URI",
        "400|416|silence",
        (f"INVITE sip:{NUMBER}@127.0.0.1 ", f"INVITE <sip:{NUMBER}@127.0.0.1> "),
        bare="200",
        limit=NUMBER_IS_TO,
    ),
    once(
        "3.1.2.8 malformed SIP Request-URI (embedded LWS)",
        "400|404|416|silence",
        (f"{NUMBER}@127.0.0.1 SIP", f"{NUMBER}@127.0.0.1; lr SIP"),
    ),
    once("3.1.2.9 multiple SP separating request-line elements", "200|400|silence", ("INVITE sip", "INVITE  sip")),
    once(
        "3.1.2.10 SP characters at end of request-line",
        "200|400|silence",
        ("SIP/2.0\r\nVia", "SIP/2.0  \r\nVia"),
        edge="503",
        limit=UNREAD,
    ),
    once(
        "3.1.2.11 escaped headers in SIP Request-URI",
        "200|400|404",
        (f"{NUMBER}@127.0.0.1 SIP", f"{NUMBER}@127.0.0.1?Route=%3Csip:example.com%3E SIP"),
    ),
    once(
        "3.1.2.12 invalid time zone in Date header field", "200|400", headers="Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"
    ),
    once(
        "3.1.2.13 failure to enclose name-addr URI in <>",
        "200|400|silence",
        ("From: <sip:+12025550123@127.0.0.1>;tag", 'From: "Bell" sip:+1@127.0.0.1;tag'),
    ),
    once("3.1.2.14 spaces within addr-spec", "200|400|silence", ("To: <sip", 'To: "Watson" < sip')),
    once("3.1.2.15 non-token characters in display name", "200|400|silence", ("From: <", "From: Bell, Alexander <")),
    once(
        "3.1.2.16 unknown protocol version",
        "505|400|silence",
        (" SIP/2.0\r\nVia: SIP/2.0", " SIP/7.0\r\nVia: SIP/7.0"),
        method="OPTIONS",
    ),
    once("3.1.2.17 start line and CSeq method mismatch", BAD, ("CSeq: 1 OPTIONS", "CSeq: 8 INVITE"), method="OPTIONS"),
    once(
        "3.1.2.18 unknown method with CSeq method mismatch",
        "400|405|501|silence",
        ("1 NEWMETHOD", "1 INVITE"),
        method="NEWMETHOD",
    ),
    raw(
        "3.1.2.19 overlarge response code",
        "silence",
        "SIP/2.0 4294967301 better not break the receiver\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK239\n"
        "Call-ID: bigcode.{id}\nCSeq: 353494 INVITE\nFrom: <sip:u@a.example>;tag=39\n"
        "To: <sip:u@b.example>;tag=90\nContent-Length: 0\n\n",
    ),
    once(
        "3.2.1 missing transaction identifier",
        "200|400|silence",
        ("branch=z9hG4bK", "branch=z9hG4bK;x="),
        method="OPTIONS",
    ),
    raw(
        "3.3.1 missing required header fields",
        BAD,
        f"INVITE sip:{NUMBER}@127.0.0.1 SIP/2.0\nCSeq: 193942 INVITE\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:{{port}};branch=z9hG4bKkd\n"
        f"Content-Type: application/sdp\nl: {TIME}\n\n{SDP}",
    ),
    once(
        "3.3.2 Request-URI with unknown scheme",
        "40[04]|416|silence",
        ("OPTIONS sip:", "OPTIONS nobodyKnowsThisScheme:"),
        method="OPTIONS",
        bare="200|416",
        limit=NUMBER_IS_TO,
    ),
    once(
        "3.3.3 Request-URI with known but atypical scheme",
        "40[04]|416|silence|200",
        (f"OPTIONS sip:{NUMBER}@127.0.0.1", "OPTIONS soap.beep://192.0.2.103:3002"),
        method="OPTIONS",
    ),
    once(
        "3.3.4 unknown URI schemes in header fields",
        "200|400|silence",
        ("From: <sip:+12025550123@127.0.0.1>", "From: <http://www.example.com>"),
    ),
    once(
        "3.3.5 Proxy-Require and Require",
        "420",
        headers="Require: nothingSupportsThis, nothingSupportsThisEither\r\nProxy-Require: noProxiesSupportThis\r\n",
    ),
    once(
        "3.3.6 unknown Content-Type",
        "415|488",
        body='<audio><pcmu port="443"/></audio>',
        content_type="application/unknownformat",
        bare="500",
        limit=BODY_IS_SDP,
    ),
    once(
        "3.3.7 unknown authorization scheme",
        "200|400|401|silence",
        headers="Authorization: NoOneKnowsThisScheme opaque-data=here\r\n",
    ),
    once(
        "3.3.8 multiple values in single value required fields",
        BAD,
        ("Call-ID:", "Call-ID: another@a.example\r\nCSeq: 59 INVITE\r\nCall-ID:"),
        bare="200",
        limit=TWICE,
    ),
    once(
        "3.3.9 multiple Content-Length values",
        BAD,
        ("Content-Length:", "Content-Length: 13\r\nContent-Length:"),
        method="OPTIONS",
        bare="200",
        limit=LENGTH,
    ),
    raw(
        "3.3.10 200 OK response with broadcast Via",
        "silence",
        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923\n"
        "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23\n"
        "Call-ID: bcast.{id}\nCSeq: 35 INVITE\nFrom: sip:u@a.example;tag=11\n"
        "To: sip:u@a.example;tag=22\nContent-Length: 0\n\n",
    ),
    once("3.3.11 Max-Forwards of zero", "200|483", ("Max-Forwards: 70", "Max-Forwards: 0"), method="OPTIONS"),
    once(
        "3.3.13 REGISTER with a URL escaped header",
        "40[035]|481|501",
        method="REGISTER",
        contact="sip:user@127.0.0.1?Route=%3Csip:sip.example.com%3E",
    ),
    once("3.3.14 unacceptable Accept offering", "200|406", headers="Accept: text/nobodyKnowsThis\r\n"),
    once(
        "3.4.1 INVITE with RFC 2543 syntax",
        "200|400|silence",
        ("branch=z9hG4bK", "x=z9hG4bK"),
        ("Max-Forwards: 70\r\n", ""),
        (";tag=from", ";a=from"),
    ),
]
