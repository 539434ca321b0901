"""The leg on the SIP stack, poll by poll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import baresip

from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.stack.sip_call import SipCall


class _Audio:
    """The media of a call, which counts how often it is looked at."""

    rx_sample_rate, tx_buffered, tx_ready = 8000, 320, True

    def __init__(self) -> None:
        self.looks = 0
        self.is_up = True

    def info(self) -> _Audio:
        self.looks += 1
        if not self.is_up:
            raise baresip.BaresipError("no media")
        return self

    def read(self, _: int) -> bytes:
        return bytes(self.rx_sample_rate // 50 * 2)


class _StackCall:
    """A call of the stack, as far as an answered leg uses it; its media's side of native functions, too."""

    call_id = "abc"

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.audio = _Audio()

    def on(self, _: object) -> None:
        """Nothing happens on this call."""

    def watch_key(self, _: str) -> None:
        """No key goes out."""

    async def answer(self) -> None:
        """It is answered."""

    async def codec(self, _: str) -> str:
        return "PCMU"


class _Heard:
    """An audio path that notes how much it was given."""

    input = vad = segments = None

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def push(self, pcm: bytes) -> None:
        self.sizes.append(len(pcm))

    def close(self) -> None:
        """Nothing is open."""


class _Clock:
    """A pacer whose ticks the test makes."""

    def __init__(self) -> None:
        self.tick: Callable[[], None] = lambda: None

    def add(self, poll: Callable[[], None]) -> int:
        self.tick = poll
        return 1

    def remove(self, _: int) -> None:
        """The test stops by itself."""


def sip_call(stack_call: Any) -> SipCall:
    return SipCall(stack_call, stack_call, stack_call, stack_call)


def test_unsent__one_look_at_the_media__tells_the_rate_as_well() -> None:
    stack_call = _StackCall()
    call = sip_call(stack_call)

    assert (call.unsent(), call.last_receive_hz) == (320, 8000)
    assert stack_call.audio.looks == 1

    stack_call.audio.is_up = False
    assert (call.unsent(), call.last_receive_hz) == (None, 0)


async def test_poll__looks_at_the_media_once__and_brings_a_changed_rate_back_to_the_legs_own() -> None:
    stack_call, heard, clock = _StackCall(), _Heard(), _Clock()
    anything: Any = (clock, heard)
    leg = SipLeg(sip_call(stack_call), open_audio=lambda _: anything[1], pacer=anything[0], establish_timeout_s=10)
    await leg.answer()
    stack_call.audio.looks = 0

    clock.tick()

    assert stack_call.audio.looks == 1
    stack_call.audio.rx_sample_rate = 16_000  # a re-INVITE has agreed on another codec
    clock.tick()
    assert stack_call.audio.looks == 2
    assert heard.sizes == [320, 320]
    leg.on_established()
