"""A call whose carrier refreshes it after 900 s, as session timers of 1,800 s have it (RFC 4028 §7.2), in virtual time.

What the SIP stack answers to the refresh is in `test_within_a_call`; here: nothing of ours ends such a call sooner.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from callcenter.domain.calls.termination import EndReason
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.calls.pacer import TICK_S, Pacer
from tests.fakes.virtual_time import play

REFRESH_S = 900.0
PACKET = bytes(320)


class LongCall:
    """The stack's call as its leg sees it: a packet at each poll, and an ACK where the caller sends one."""

    def __init__(self, *, is_acknowledged: bool) -> None:
        self.listener: Any = None
        self.closed_reason: str | None = None
        self.is_established = False
        self.last_receive_hz = 8000
        self._is_acknowledged = is_acknowledged

    async def answer(self) -> None:
        if self._is_acknowledged:
            asyncio.get_running_loop().call_later(0.1, self._acknowledge)

    def _acknowledge(self) -> None:
        self.is_established = True
        self.listener.on_established()

    def close(self) -> None:
        self.closed_reason = ""
        self.listener.on_closed("")

    async def hang_up(self) -> None:
        self.close()

    async def codec(self) -> str:
        return "PCMU"

    def measure(self) -> None: ...

    def find_audio(self) -> None: ...

    def stretch(self, seconds: int) -> None:
        """A line that is never poor."""

    def read(self) -> bytes:
        return PACKET

    def write(self, pcm: bytes) -> int:
        return len(pcm)

    def unsent(self) -> int:
        return 0

    def drop_unsent(self) -> None: ...


async def _called(
    *, is_acknowledged: bool, is_held: bool, hold_limit_s: float = REFRESH_S, returns: bool = True
) -> tuple[EndReason, float, int]:
    """Return why the call ended, after how many seconds, and how many packets were heard."""
    loop = asyncio.get_running_loop()
    heard: list[bytes] = []
    audio = SimpleNamespace(input=None, vad=None, segments=None, push=heard.append, close=lambda: None)
    call, pacer = LongCall(is_acknowledged=is_acknowledged), Pacer()
    leg = SipLeg(call, open_audio=lambda _: audio, pacer=pacer, establish_timeout_s=10, hold_limit_s=hold_limit_s)  # type: ignore[arg-type, return-value]
    pacing = asyncio.create_task(pacer.run())
    await leg.answer()
    if is_held:
        # Music on hold from the half of it on; the refresh takes the call off hold.
        loop.call_later(REFRESH_S / 2, leg.on_held, True)
        if returns:
            loop.call_later(REFRESH_S, leg.on_held, False)
    loop.call_later(REFRESH_S + 5, lambda: None if leg.ended.done() else call.close())
    end = await leg.ended
    pacing.cancel()
    return end.reason, loop.time(), len(heard)


@pytest.mark.parametrize("is_held", [False, True])
def test_call__refreshed_after_a_quarter_of_an_hour__goes_on_until_the_caller_hangs_up(is_held: bool) -> None:
    reason, ended_s, heard = play(_called(is_acknowledged=True, is_held=is_held))

    assert reason is EndReason.CALLER_HUNG_UP
    assert ended_s == pytest.approx(REFRESH_S + 5, abs=0.1)
    assert heard == pytest.approx(ended_s / TICK_S, abs=2)


@pytest.mark.parametrize("returns", [True, False])
def test_call__held_longer_than_may_be__ends_as_if_its_audio_were_missed(returns: bool) -> None:
    """Who vanishes while holding us sends no audio that could be missed, and no BYE."""
    reason, ended_s, _ = play(_called(is_acknowledged=True, is_held=True, hold_limit_s=200, returns=returns))

    assert reason is EndReason.RTP_TIMEOUT
    assert ended_s == pytest.approx(REFRESH_S / 2 + 200, abs=0.1)


def test_call__never_acknowledged__ends_after_ten_seconds() -> None:
    reason, ended_s, _ = play(_called(is_acknowledged=False, is_held=False))

    assert reason is EndReason.ESTABLISH_TIMEOUT
    assert ended_s == pytest.approx(10, abs=0.1)
