"""Methods outside a dialog (RFC 3261 §8.2.1, RFC 3262, 3311, 3428, 3515, 3903, 6086, 6665)."""

from __future__ import annotations

from tests.fakes.worker.sip_serving import NUMBER
from tests.telephony.embedded.stack.sip_suite.line import Case, once

#: Whatever isn't there is refused for good, in one way or another.
NOT_HERE = "40[035]|481|489|501|603"

CASES: list[Case] = [
    once("OPTIONS", "200", method="OPTIONS"),
    once(
        "OPTIONS to a number nobody has",
        "200|404",
        (NUMBER, "+19998887777"),
        (NUMBER, "+19998887777"),
        method="OPTIONS",
    ),
    once("OPTIONS without a Contact", "200", method="OPTIONS", contact=None),
    once("OPTIONS with Accept", "200", method="OPTIONS", headers="Accept: application/sdp\r\n"),
    once("REGISTER", NOT_HERE, method="REGISTER", headers="Expires: 3600\r\n"),
    once("SUBSCRIBE", NOT_HERE, method="SUBSCRIBE", headers="Event: presence\r\nExpires: 60\r\n"),
    once(
        "NOTIFY nobody asked for", NOT_HERE, method="NOTIFY", headers="Event: refer\r\nSubscription-State: active\r\n"
    ),
    once("MESSAGE", NOT_HERE, method="MESSAGE", body="hello", content_type="text/plain"),
    once("PUBLISH", NOT_HERE, method="PUBLISH", headers="Event: presence\r\n"),
    once("REFER", NOT_HERE, method="REFER", headers="Refer-To: <sip:+19005550100@127.0.0.1>\r\n"),
    once("INFO", NOT_HERE, method="INFO"),
    once("UPDATE", NOT_HERE, method="UPDATE"),
    once("PRACK", NOT_HERE, method="PRACK", headers="RAck: 1 1 INVITE\r\n"),
    once("BYE", "40[035]|481", method="BYE"),
    once("BYE with a made-up tag", "481", method="BYE", to_tag="made-up"),
    once("INVITE with a made-up tag", "481", to_tag="made-up"),
    once("CANCEL of nothing", "481|silence", method="CANCEL"),
    once("ACK of nothing", "silence", method="ACK"),
    once("ACK of nothing with a tag", "silence", method="ACK", to_tag="made-up"),
    once("a method nobody knows", "40[05]|501", method="FROBNICATE"),
    once("INVITE in small letters", "40[05]|501", ("INVITE sip", "invite sip"), ("1 INVITE", "1 invite")),
    once("INVITE to a number nobody has", "404", (NUMBER, "+19998887777"), (NUMBER, "+19998887777")),
]
