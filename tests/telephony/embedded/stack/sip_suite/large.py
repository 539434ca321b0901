"""Large messages, and many bodies, over UDP."""

from __future__ import annotations

from tests.fakes.sip.raw_sip import SDP
from tests.telephony.embedded.stack.sip_suite.limits import DATAGRAM
from tests.telephony.embedded.stack.sip_suite.line import Case, once, raw

CASES: list[Case] = [
    once("beyond an Ethernet frame", "200", headers=f"X-Long: {'x' * 2000}\r\n"),
    once(
        "an offer of 3 kB",
        "200",
        body=SDP + "".join(f"a=candidate:{index} 1 UDP 1 127.0.0.1 2 typ host\r\n" for index in range(60)),
    ),
    once("7 kB", "200", headers="".join(f"X-Long: {'x' * 700}\r\n" for _ in range(10))),
    once(
        "20 kB",
        "200|413|513|silence",
        headers="".join(f"X-Long: {'x' * 1000}\r\n" for _ in range(20)),
        edge="503",
        limit=DATAGRAM,
    ),
    once(
        "60 kB",
        "200|413|513|silence",
        headers="".join(f"X-Long: {'x' * 1000}\r\n" for _ in range(60)),
        edge="503",
        limit=DATAGRAM,
    ),
    once("a body of 30 kB of zeroes", "200|4..|500|513|silence", body="0" * 30_000),
    once(
        "fifty Vias",
        "200|400|483|silence",
        ("Max-Forwards", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\r\n" * 50 + "Max-Forwards"),
    ),
    once("a name of 3,000 letters", "200|400|silence", ("From: <", f'From: "{"n" * 3000}" <')),
    once("a Call-ID of 1,000 letters", "200|400|silence", call_id="c" * 1000),
    once("a tag of 1,000 letters", "200|400|silence", (";tag=from", f";tag={'t' * 1000}")),
    once("a branch of 1,000 letters", "200|400|silence", ("branch=z9hG4bK", f"branch=z9hG4bK{'b' * 1000}")),
    raw("60 kB of one line", "silence|400", b"INVITE " + b"A" * 60_000),
]
