"""What trunks say of encryption, put together by number, and judged by call."""

from __future__ import annotations

import pytest

from callcenter.domain.routing.trunk import InboundTrunk, Media
from callcenter.telephony.embedded.calls.encryption import encryption_by_number, encryption_refusal
from callcenter.telephony.embedded.stack.sip_message import parse_trace


def trunk(encryption: str | None, *numbers: str) -> InboundTrunk:
    return InboundTrunk(name="t", numbers=numbers, media=Media(encryption=encryption))


@pytest.mark.parametrize(
    ("trunks", "policies"),
    [
        ([trunk(None, "1")], {"1": "disable", "": "disable"}),
        ([trunk("require", "1"), trunk("allow", "2")], {"1": "require", "2": "allow", "": "allow"}),
        ([trunk("require", "1"), trunk(None, "1")], {"1": "allow", "": "allow"}),
        ([trunk("require", "1"), trunk("require")], {"1": "require", "": "require"}),
        ([trunk("require", "1"), trunk("disable")], {"1": "allow", "": "allow"}),
        ([], {"": "disable"}),
    ],
)
def test_policies__by_number__are_what_all_its_trunks_can_live_with(
    trunks: list[InboundTrunk], policies: dict[str, str]
) -> None:
    assert encryption_by_number(trunks) == policies


@pytest.mark.parametrize(
    ("policy", "is_encrypted", "reason"),
    [
        (None, True, "encryption-disabled"),
        (None, False, None),
        ("allow", True, None),
        ("allow", False, None),
        ("require", True, None),
        ("require", False, "encryption-required"),
    ],
)
def test_call__against_its_trunk__is_judged(policy: str | None, is_encrypted: bool, reason: str | None) -> None:
    assert encryption_refusal(trunk(policy), is_encrypted=is_encrypted) == reason


@pytest.mark.parametrize(
    ("media", "is_encrypted"),
    [
        ("m=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n", True),
        ("m=audio 9 RTP/AVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n", True),
        ("m=audio 9 RTP/AVP 0\r\nm=video 9 RTP/SAVP 99\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n", False),
        ("m=audio 9 UDP/TLS/RTP/SAVP 0\r\na=fingerprint:sha-256 00\r\n", False),
        ("", False),
    ],
)
def test_offer__key_in_its_audio__is_encrypted(media: str, is_encrypted: bool) -> None:
    text = (
        "RX UDP 127.0.0.1:5 -> 127.0.0.1:6\nINVITE sip:1@h SIP/2.0\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n"
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" + media
    )
    message = parse_trace(text)
    assert message is not None
    assert message.is_encrypted is is_encrypted
