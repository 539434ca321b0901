"""Texts off the network that are made to be slow, or endless: each costs its length, and what is kept of it is short.

A pattern that costs the square of a text's length would take hours for one of these: such a test runs into its timeout.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.domain.calls.caller_identity import read_identity
from callcenter.domain.routing.sip_address import LONGEST_TEXT, read_address
from callcenter.redaction import redact
from callcenter.telephony.embedded.calls.invitation import read_invitation
from callcenter.telephony.embedded.stack.sip_message import parse_trace
from callcenter.telephony.livekit.attributes import JobMetadata, call_from_room

pytestmark = pytest.mark.timeout(60)

MANY = 200_000
SLOW = {
    "blanks": " " * MANY,
    "quotes that never end": '"' + '\\"' * MANY,
    "quotes": '"' * MANY,
    "digits and a letter": f"<sip:{'1' * MANY}x@h;user=phone>",
    "separated digits and a letter": f"<sip:{'1-' * MANY}x@h;user=phone>",
    "separators": f"<sip:+{'-' * MANY}x@h;user=phone>",
    "words without an address": "a." * MANY,
    "brackets": "<" * MANY,
    "semicolons": ";" * MANY,
    "verstat": ";verstat=" * (MANY // 9),
    "addresses": "sip:" * (MANY // 10),
    "curly quotes": "\u201c" * MANY,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=list(SLOW))
def test_text__made_to_be_slow__is_read_in_the_time_of_its_length(text: str) -> None:
    read_address(text)
    read_identity({"from": text, "p-asserted-identity": text}, attestation_header="")
    redact(text)
    message = parse_trace(
        f"RX UDP a:1 -> b:2\nINVITE sip:a@b SIP/2.0\r\nCall-ID: 1\r\nFrom: {text}\r\nX: {text}\r\n"
        f"\r\nv=0\r\nm=audio {'1' * MANY} RTP/AVP {'1' * MANY}\r\na={text}\r\n"
    )

    start = datetime(2026, 11, 26, tzinfo=UTC)
    line = SipLine(
        at=start, is_received=True, transport="UDP", source="a:1", target="b:2", text=f"INVITE {text}\nX: {text}"
    )
    line.without_secrets().masked()

    assert message is not None
    assert message.call_id == "1"
    assert (message.codec, len(message.from_header) <= 2000) == ("", True)


@pytest.mark.parametrize("of_cluster", [False, True])
def test_call__with_endless_texts__keeps_their_beginnings(of_cluster: bool) -> None:
    """Postgres has no index for longer ones: such a call would be missing in the call log."""
    long = "+1" + "0" * MANY
    if of_cluster:
        attributes = {"sip.phoneNumber": long, "sip.trunkPhoneNumber": long, "sip.callIDFull": long, "sip.h.X-A": long}
        call = call_from_room(room="r", attributes=attributes, metadata=JobMetadata(), agents=("triage",))
        texts = [call.caller_number, call.dialled_number, call.sip_call_id, call.headers["x-a"]]
    else:
        headers = {"from": f"<sip:{long}@{long}>", "to": f"<sip:{long}@h>", "call-id": long, "x-a": long}
        invitation = read_invitation(headers, None, edge="")
        texts = [invitation.caller_number, invitation.dialled_number, invitation.sip_call_id, invitation.headers["x-a"]]
        texts.append(invitation.from_host)

    assert {len(text) for text in texts} == {LONGEST_TEXT}
