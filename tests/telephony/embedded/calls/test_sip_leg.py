"""The leg on the SIP stack, poll by poll."""

from __future__ import annotations

import errno
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import baresip
import pytest
from baresip._native import ffi

from callcenter.errors import TransferFailed
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.stack import call_sound
from callcenter.telephony.embedded.stack.sip_call import SipCall


class _Media:
    """The stack's library, as far as one call's media goes; it counts how often that is looked at."""

    rx_sample_rate = 8000

    def __init__(self) -> None:
        self.looks = 0
        self.epoch = 1
        self.is_up = True
        self.written: list[bytes] = []

    def bp_audio_probe(self, _: int, info: Any) -> int:
        self.looks += 1
        if not self.is_up:
            return -1
        info.epoch, info.tx_ready, info.tx_fill, info.rx_srate = self.epoch, 1, 320, self.rx_sample_rate
        return 0

    def bp_audio_read(self, _: int, epoch: int, buffer: Any, most: int) -> int:
        if epoch != self.epoch:
            return -errno.ESTALE
        packet = min(most, self.rx_sample_rate // 50 * 2)
        ffi.memmove(buffer, bytes([7]) * packet, packet)
        return packet

    def bp_audio_write(self, _: int, epoch: int, pcm: Any, size: int) -> int:
        if epoch != self.epoch:
            return -errno.ESTALE
        self.written.append(bytes(ffi.buffer(pcm, size)))
        return size


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> _Media:
    monkeypatch.setattr(call_sound, "lib", media := _Media())
    return media


class _StackCall:
    """A call of the stack, as far as an answered leg uses it; its media's side of native functions, too."""

    call_id = "abc"
    handle = 1

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    def on(self, _: object) -> None:
        """Nothing happens on this call."""

    def watch_key(self, _: str) -> None:
        """No key goes out."""

    async def answer(self) -> None:
        """It is answered."""

    def named_source(self, _: str) -> None:
        """Its SDP names no place."""

    def catch_up(self, _: str) -> None:
        """Its sending is never behind."""

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


def test_unsent__one_look_at_the_media__tells_the_rate_as_well(media: _Media) -> None:
    call = sip_call(_StackCall())

    assert (call.unsent(), call.last_receive_hz) == (320, 8000)
    assert media.looks == 1

    media.is_up = False
    assert (call.unsent(), call.last_receive_hz) == (None, 0)
    assert (call.read(), call.write(b"ab")) == (b"", 0)


def test_sound__streams_replaced_by_a_re_invite__the_next_use_finds_the_new_ones(media: _Media) -> None:
    call = sip_call(_StackCall())
    assert call.read() == bytes([7]) * 320

    media.epoch = 2

    assert (call.read(), call.read()) == (b"", bytes([7]) * 320)
    media.epoch = 3
    assert (call.write(b"abcd"), call.write(b"abcd"), media.written) == (0, 4, [b"abcd"])


def test_read__more_waits_than_is_read_at_once__all_of_it_comes(media: _Media, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [8192, 8192, 100]
    monkeypatch.setattr(media, "bp_audio_read", lambda *_: waiting.pop(0))

    assert len(sip_call(_StackCall()).read()) == 8192 + 8192 + 100


async def test_poll__looks_at_the_media_once__and_brings_a_changed_rate_back_to_the_legs_own(media: _Media) -> None:
    heard, clock = _Heard(), _Clock()
    anything: Any = (clock, heard)
    leg = SipLeg(sip_call(_StackCall()), open_audio=lambda _: anything[1], pacer=anything[0], establish_timeout_s=10)
    await leg.answer()
    media.looks = 0

    clock.tick()

    assert media.looks == 1
    media.rx_sample_rate = 16_000  # a re-INVITE has agreed on another codec
    clock.tick()
    assert media.looks == 2
    assert heard.sizes == [0, 320, 320]  # nothing yet, and then at our rate
    leg.on_established()


class _Referred(_StackCall):
    """A call that is asked to be transferred."""

    def __init__(self, peer: str) -> None:
        super().__init__()
        self.peer = peer
        self.referred_to: list[str] = []

    async def transfer(self, uri: str, timeout: float) -> None:
        self.referred_to.append(uri)


async def _referred_to(peer: str) -> list[str]:
    stack_call = _Referred(peer)
    call = sip_call(stack_call)
    call.on_event(SimpleNamespace(event=baresip.Event.CALL_ESTABLISHED, text=None))  # type: ignore[arg-type]
    leg = SipLeg(call, open_audio=lambda _: _Heard(), pacer=_Clock(), establish_timeout_s=9)  # type: ignore[arg-type, return-value]
    await leg.transfer("+15550100", timeout_s=1, headers={"X-Call-Sheet": "identity=none"})
    return stack_call.referred_to


@pytest.mark.parametrize(
    ("peer", "where"),
    [
        ("sip:+12025550123@pbx.example:5062;transport=tcp", "pbx.example:5062"),
        ("sip:+12025550123@[2001:db8::7]:5062", "[2001:db8::7]:5062"),
        ("sip:pbx.example", "pbx.example"),
        ("sip:a@pbx.example?X-Call-Sheet=identity%3Dverified&Replaces=x", "pbx.example"),
        ("sip:a@pbx.example:5062?X-Call-Sheet=identity%3Dverified", "pbx.example:5062"),
        ('sip:a@pbx.example"x', "pbx.example"),
        ("sip:a@pbx.example:99999", "pbx.example"),
    ],
)
async def test_transfer__to_a_number__goes_to_the_callers_host_with_our_headers_alone(peer: str, where: str) -> None:
    assert await _referred_to(peer) == [f"sip:+15550100@{where}?X-Call-Sheet=identity%3Dnone"]


@pytest.mark.parametrize(
    "peer", ["", "sip:a@", "sip:a@h evil", "sip:a@h;x=<sip:b@evil>", "sip:a@h%0d%0aX-Call-Sheet:%20x", "tel:+1202"]
)
async def test_transfer__to_a_number_of_a_caller_whose_address_names_no_host__fails(peer: str) -> None:
    with pytest.raises(TransferFailed, match="nowhere to go"):
        await _referred_to(peer)
