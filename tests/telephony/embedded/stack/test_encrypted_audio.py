"""SRTP by SDES (RFC 3711, RFC 4568) against a caller with a library of its own, for each thing a trunk may say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.sip.rtp_caller import RtpCaller, loudest_hz, sine
from tests.fakes.worker.sip_serving import ECHO, SipWorker

pytestmark = pytest.mark.asyncio(loop_scope="session")
PLAIN = ECHO
ALLOW = "+18005550111"
REQUIRE = "+18005550112"


@pytest_asyncio.fixture(loop_scope="session")
async def encrypted(worker: SipWorker) -> AsyncIterator[RtpCaller]:
    caller = await RtpCaller.open(worker.port, is_encrypted=True)
    yield caller
    caller.close()


@pytest_asyncio.fixture(loop_scope="session")
async def plain(worker: SipWorker) -> AsyncIterator[RtpCaller]:
    caller = await RtpCaller.open(worker.port)
    yield caller
    caller.close()


@pytest.mark.parametrize("number", [ALLOW, REQUIRE])
async def test_encrypted_offer__where_the_trunk_takes_it__is_heard_both_ways(
    worker: SipWorker, encrypted: RtpCaller, number: str
) -> None:
    answer = await encrypted.invite(number)
    await encrypted.say(sine(1.5, 700))
    await encrypted.request("BYE", number)

    assert "RTP/SAVP 0" in answer
    # What comes back was decrypted here, after it was decrypted, echoed and encrypted there.
    assert abs(loudest_hz(encrypted.pcm_heard()) - 700) < 20
    assert "caller-hung-up (success)" in await worker.line("CallEnded")


async def test_encrypted_offer__audio_with_another_key__is_not_heard(encrypted: RtpCaller) -> None:
    await encrypted.invite(REQUIRE)
    good, encrypted.out = encrypted.out, None
    await encrypted.say(sine(1.0, 700))
    encrypted.out = good
    silent = encrypted.pcm_heard()
    await encrypted.request("BYE", REQUIRE)

    assert not len(silent) or abs(silent).max() < 50


async def test_plain_offer__where_encryption_is_allowed__gets_an_answer_without_a_key(
    worker: SipWorker, plain: RtpCaller
) -> None:
    answer = await plain.invite(ALLOW)
    await plain.say(sine(1.5, 700))
    await plain.request("BYE", ALLOW)

    assert "RTP/AVP 0" in answer
    assert "a=crypto" not in answer
    assert abs(loudest_hz(plain.pcm_heard()) - 700) < 20


async def test_plain_offer__where_encryption_is_required__is_refused(worker: SipWorker, plain: RtpCaller) -> None:
    answer = await plain.invite(REQUIRE)

    assert answer.startswith("SIP/2.0 488")
    assert "encryption-required" in await worker.line("CallRefused")


async def test_encrypted_offer__where_the_trunk_has_none__is_refused(worker: SipWorker, encrypted: RtpCaller) -> None:
    answer = await encrypted.invite(PLAIN)

    assert answer.startswith("SIP/2.0 488")
    assert "encryption-disabled" in await worker.line("CallRefused")


async def test_encrypted_call__that_would_turn_plain__gets_no_audio(encrypted: RtpCaller) -> None:
    await encrypted.invite(REQUIRE)
    key, encrypted.key = encrypted.key, b""
    changed = await encrypted.invite(REQUIRE)
    encrypted.key = key
    await encrypted.request("BYE", REQUIRE)

    assert "RTP/SAVP 0" in changed
    assert "a=inactive" in changed
    assert "a=crypto" not in changed


async def test_encrypted_offer__two_suites__the_one_we_have_is_taken(encrypted: RtpCaller) -> None:
    offer = encrypted.sdp().replace(
        "a=crypto:1", "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + "A" * 40 + "\r\na=crypto:2"
    )
    answer = await encrypted.invite(ALLOW, body=offer)
    await encrypted.request("BYE", ALLOW)

    assert re.search(r"^a=crypto:2 AES_CM_128_HMAC_SHA1_80 ", answer, re.MULTILINE)
