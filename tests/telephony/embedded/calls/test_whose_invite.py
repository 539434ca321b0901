"""Whose INVITE a call began with, by the stack's trace: never somebody else's with the same Call-ID."""

from __future__ import annotations

import logging

import pytest

from callcenter.telephony.embedded.stack import sip_trace
from callcenter.telephony.embedded.stack.sip_trace import SipTrace
from tests.fakes.waiting import others

CARRIER, STRANGER = "203.0.113.7", "198.51.100.66"


def came(trace: SipTrace, sender: str, *, branch: str = "z9hG4bK1", to: str = "<sip:+18005550100@192.0.2.1>") -> None:
    """Have the trace of an INVITE arrive, always of the same Call-ID."""
    text = (
        f"RX UDP {sender}:5060 -> 192.0.2.1:5060\nINVITE sip:+18005550100@192.0.2.1 SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {CARRIER};branch={branch}\r\nFrom: <sip:+12025550123@{CARRIER}>;tag=1\r\nTo: {to}\r\n"
        "Call-ID: abc\r\nCSeq: 1 INVITE\r\n\r\n"
    )
    trace.emit(logging.makeLogRecord({"msg": text}))


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip_trace, "CATCH_UP_S", 0.02)


async def sender(trace: SipTrace) -> str | None:
    """Return whom the next call with that Call-ID is said to be from."""
    message = await trace.take_invite("abc")
    return None if message is None else message.peer_address


async def test_invite__of_a_call__is_its_senders() -> None:
    came(trace := SipTrace(), CARRIER)

    assert await sender(trace) == CARRIER


async def test_invite__with_the_call_id_of_a_carriers_call__is_never_said_to_be_the_carriers() -> None:
    came(trace := SipTrace(), CARRIER)
    assert await sender(trace) == CARRIER

    # The stranger's is announced before its trace is here, and then it is here.
    assert await sender(trace) is None
    came(trace, STRANGER)
    assert await sender(trace) == STRANGER


@pytest.mark.parametrize("again", [{}, {"to": "<sip:+18005550100@192.0.2.1>;tag=2", "branch": "z9hG4bK2"}])
async def test_invite__retransmitted_or_within_the_call__begins_no_other(again: dict[str, str]) -> None:
    came(trace := SipTrace(), CARRIER)
    assert await sender(trace) == CARRIER

    came(trace, CARRIER, **again)

    assert await sender(trace) is None


async def test_invite__sent_anew_with_the_same_call_id__is_known() -> None:
    came(trace := SipTrace(), CARRIER)
    assert await sender(trace) == CARRIER

    came(trace, CARRIER, branch="z9hG4bK2")

    assert await sender(trace) == CARRIER


async def test_invites__of_two_senders_at_once__are_said_to_be_nobodys() -> None:
    came(trace := SipTrace(), CARRIER)
    came(trace, STRANGER)
    await others(2)

    assert await sender(trace) == ""
