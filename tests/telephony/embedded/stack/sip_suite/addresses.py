"""Addresses: escapes, parameters, tel URIs, IPv6 literals (RFC 3261 §19.1, RFC 3966, RFC 4694, RFC 5118)."""

from __future__ import annotations

from tests.fakes.worker.sip_serving import NUMBER
from tests.telephony.embedded.stack.sip_suite.limits import CONTROLS, KAMAILIO_READS
from tests.telephony.embedded.stack.sip_suite.line import Case, once

AT = f"sip:{NUMBER}@127.0.0.1"
REQUEST, TO = f"INVITE {AT} ", f"To: <{AT}>"
FROM = "From: <sip:+12025550123@127.0.0.1>"


def dialled(name: str, right: str, uri: str, **expected: str) -> Case:
    """Return the case of a number written in another way, in request line and To."""
    return once(name, right, (REQUEST, f"INVITE {uri} "), (TO, f"To: <{uri}>"), **expected)  # type: ignore[arg-type]


CASES: list[Case] = [
    dialled("a parameter", "200", f"{AT};user=phone"),
    dialled("a port", "200", f"{AT}:5060"),
    dialled("an escaped plus", "200", AT.replace("+", "%2B")),
    dialled("an escaped plus in small letters", "200", AT.replace("+", "%2b")),
    dialled("every digit escaped", "200", "sip:%2B%31%38%30%30%35%35%35%30%31%30%30@127.0.0.1"),
    dialled("npdi", "200", f"sip:{NUMBER};npdi@127.0.0.1;user=phone"),
    dialled("npdi and rn", "200", f"sip:{NUMBER};npdi;rn=+12025550000@127.0.0.1;user=phone"),
    dialled("a phone-context", "200", "sip:5550100;phone-context=+1800@127.0.0.1;user=phone"),
    dialled("hyphens", "200", "sip:+1-800-555-0100@127.0.0.1;user=phone"),
    dialled("no plus", "200", AT.replace("+", "")),
    dialled("a password", "200", f"sip:{NUMBER}:secret@127.0.0.1"),
    dialled("a header in the URI", "200|400", f"{AT}?Subject=x"),
    dialled("parameters nobody knows", "200", f"{AT};a=b;c;d=%22"),
    dialled("a scheme in capitals", "200|404|416", AT.replace("sip:", "SIP:")),
    dialled("sips over UDP", "200|400|403|404|416|480|488", AT.replace("sip:", "sips:")),
    dialled("tel", "200|404|416", f"tel:{NUMBER}"),
    dialled("no user", "404|484|486|400", "sip:127.0.0.1"),
    dialled("an empty user", "404|484|486|400", "sip:@127.0.0.1", edge="silence", limit=KAMAILIO_READS),
    dialled("an escaped NUL", "404|400|486", f"sip:{NUMBER}%00@127.0.0.1", bare="200", limit=CONTROLS),
    dialled("escaped line ends", "404|400|486", f"sip:{NUMBER}%0d%0aX-Edge-Source:%201@127.0.0.1"),
    dialled("a broken escape", "404|400|486|silence", f"sip:{NUMBER}%zz@127.0.0.1"),
    dialled("a host that is an IPv6 address", "200|404", f"sip:{NUMBER}@[::1]"),
    dialled("a port that can't be", "200|400|404|silence", f"{AT}:99999"),
    once("To without angle brackets", "200", (TO, f"To: {AT}")),
    once("To with a name", "200", (TO, f'To: "Support, Line 1" <{AT}>')),
    once(
        "To of somebody else than the request line (RFC 3261 §8.2.2.1)",
        "200|404",
        (TO, "To: <sip:+19998887777@a.example>"),
    ),
    once("From with an IPv6 address", "200", (FROM, "From: <sip:+12025550123@[2001:db8::1]>")),
    once("From with a tel URI", "200", (FROM, "From: <tel:+12025550123>")),
    once("From without a user", "200", (FROM, "From: <sip:127.0.0.1>")),
    once(
        "From with an escaped control character",
        "200",
        (FROM, "From: <sip:%1b]0;x@127.0.0.1>"),
        edge="silence",
        limit=KAMAILIO_READS,
    ),
    once("From whose bracket is never closed", "200|400|silence", (FROM, "From: <sip:+12025550123@127.0.0.1")),
    once("From whose quotation mark is never closed", "200|400|silence", (FROM, f'From: "John {FROM[6:]}')),
    once("Via with an IPv6 received (RFC 5118 §4.5)", "200", (";branch", ";received=[2001:db8::9:255];branch")),
    once("Contact with transport", "200", contact="<sip:+12025550123@127.0.0.1:5080;transport=udp>"),
    once(
        "Contact with a name and parameters", "200", contact='"J" <sip:j@127.0.0.1:5080>;expires=60;+sip.instance="<u>"'
    ),
    once("Contact without a user", "200", contact="<sip:127.0.0.1:5080>"),
    once("Contact with an IPv6 address that isn't reachable", "200|400|50.", contact="<sip:j@[2001:db8::7]:5060>"),
    once("Record-Route of a proxy", "200", headers="Record-Route: <sip:127.0.0.1;lr>\r\n"),
]
