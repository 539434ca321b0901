"""Whose packets a call hears: its caller's, and no stranger's who found the port of its audio."""

from __future__ import annotations

import asyncio
import re
import socket
import struct

import numpy as np
import pytest

from tests.fakes.pace import paced
from tests.fakes.sip.rtp_caller import RATE_HZ, RtpCaller, loudest_hz, sine, to_mu_law
from tests.fakes.waiting import until
from tests.fakes.worker.sip_journal import digits
from tests.fakes.worker.sip_serving import ECHO, SipWorker

pytestmark = pytest.mark.asyncio(loop_scope="session")

STRANGER = "127.0.0.9"
OURS_HZ, THEIRS_HZ = 700, 1500
#: RFC 4733: what is pressed, and that it has ended.
KEY_DOWN, KEY_UP = b"\x05\x0a\x00\xa0", b"\x05\x8a\x03\x20"


class Stranger:
    """Sends to a call's ports from an address that has no part in it."""

    def __init__(self, peer: tuple[str, int]) -> None:
        self._peer = peer
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((STRANGER, 0))
        self._sequence = 0

    async def speak(self, seconds: float, *, presses_keys: bool = True) -> None:
        """A tone, and with it keys, and reports that the streams have ended."""
        pcm = sine(seconds, THEIRS_HZ)
        async for start in paced(range(0, len(pcm) - 159, 160), every_s=0.02):
            self._rtp(0, to_mu_law(pcm[start : start + 160]))
            if not presses_keys:
                continue
            self._rtp(101, KEY_DOWN)
            self._rtp(101, KEY_UP)
            # RTCP BYE (RFC 3550 §6.6), of our stream and of the caller's.
            for ssrc in (0x1234, 0x9999):
                self._socket.sendto(struct.pack("!BBHI", 0x81, 203, 1, ssrc), (self._peer[0], self._peer[1] + 1))

    def _rtp(self, payload: int, data: bytes) -> None:
        self._sequence += 1
        head = struct.pack("!BBHII", 0x80, payload, self._sequence & 0xFFFF, self._sequence * 160, 0x9999)
        self._socket.sendto(head + data, self._peer)

    def close(self) -> None:
        self._socket.close()


def share_of(pcm: np.ndarray, hz: int) -> float:
    """Return how much of a sound is near a frequency."""
    spectrum = np.abs(np.fft.rfft(pcm.astype(float))) ** 2
    at = np.fft.rfftfreq(len(pcm), 1 / RATE_HZ)
    return float(spectrum[np.abs(at - hz) < 50].sum() / max(spectrum.sum(), 1.0))


async def called(worker: SipWorker) -> RtpCaller:
    caller = await RtpCaller.open(worker.port)
    offer = caller.sdp(payload="0 101", extra="a=rtpmap:101 telephone-event/8000\r\n")
    assert (await caller.invite(ECHO, body=offer)).startswith("SIP/2.0 200")
    return caller


async def hears_only(caller: RtpCaller, worker: SipWorker) -> None:
    """A stranger speaks and presses keys while the caller speaks; then the caller hangs up."""
    stranger = Stranger(caller.peer)
    caller.heard.clear()
    await asyncio.gather(stranger.speak(1.5), caller.say(sine(1.5, OURS_HZ)))
    heard = caller.pcm_heard()
    goodbye = await caller.request("BYE", ECHO)
    await worker.line("CallEnded")
    stranger.close()
    caller.close()
    assert goodbye.startswith("SIP/2.0 200")
    assert digits(worker) == ""
    assert abs(loudest_hz(heard) - OURS_HZ) < 20
    assert share_of(heard, THEIRS_HZ) < 0.01


async def test_stranger__who_finds_the_port_of_a_call__neither_speaks_in_it_nor_presses_keys(
    worker: SipWorker,
) -> None:
    caller = await called(worker)
    await caller.say(sine(0.5, OURS_HZ))

    await hears_only(caller, worker)


async def test_stranger__before_the_caller_says_a_word__is_not_heard_either(worker: SipWorker) -> None:
    caller = await called(worker)

    await hears_only(caller, worker)


async def test_caller__who_sends_from_elsewhere_than_the_offer_says__is_heard_and_then_nobody_else(
    worker: SipWorker,
) -> None:
    """As behind NAT, or at a carrier that sends from another machine than it listens on."""
    caller = await called(worker)
    await caller.move("127.0.0.3", is_said=False)

    async def is_heard() -> bool:
        caller.heard.clear()
        await caller.say(sine(0.5, OURS_HZ))
        return abs(loudest_hz(caller.pcm_heard()) - OURS_HZ) < 20 and share_of(caller.pcm_heard(), OURS_HZ) > 0.5

    await until(is_heard, what="the caller's own words, echoed")
    stranger = Stranger(caller.peer)

    async def is_alone() -> bool:
        caller.heard.clear()
        await asyncio.gather(stranger.speak(0.5, presses_keys=False), caller.say(sine(0.5, OURS_HZ)))
        return share_of(caller.pcm_heard(), THEIRS_HZ) < 0.01 and share_of(caller.pcm_heard(), OURS_HZ) > 0.5

    # The stack looks once a second whom it hears.
    await until(is_alone, what="the stranger not to be heard")
    stranger.close()

    await hears_only(caller, worker)


async def test_caller__behind_nat__is_heard_from_its_first_words_and_hears_us_where_it_is(worker: SipWorker) -> None:
    """Its SDP names an address inside, while SIP and audio come from its router's."""
    caller = await RtpCaller.open(worker.port, audio_host="127.0.0.5")
    await caller.invite(ECHO)
    outside = await RtpCaller.open(worker.port)
    outside.peer = caller.peer
    stranger = Stranger(caller.peer)
    await asyncio.gather(outside.say(sine(1.0, OURS_HZ)), stranger.speak(1.0))
    # Our first packets may go where the SDP says.
    at_first = np.concatenate([caller.pcm_heard(), outside.pcm_heard()])
    outside.heard.clear()
    await outside.say(sine(1.5, OURS_HZ))
    # A refresh names the address inside once more.
    await caller.invite(ECHO)
    await outside.say(sine(1.5, OURS_HZ))
    heard = outside.pcm_heard()
    await caller.request("BYE", ECHO)
    await worker.line("CallEnded")
    stranger.close()
    outside.close()
    caller.close()

    assert digits(worker) == ""
    assert abs(loudest_hz(at_first) - OURS_HZ) < 20
    assert share_of(at_first, THEIRS_HZ) < 0.01
    assert abs(loudest_hz(heard) - OURS_HZ) < 20
    assert len(heard) > 2 * RATE_HZ


async def test_caller__who_moves_by_reinvite__is_heard_at_once_from_there(worker: SipWorker) -> None:
    caller = await called(worker)
    await caller.say(sine(1.2, OURS_HZ))
    await caller.move("127.0.0.3")
    answer = await caller.invite(ECHO)

    assert re.search(r"^m=audio [1-9]", answer, re.MULTILINE)
    await hears_only(caller, worker)
