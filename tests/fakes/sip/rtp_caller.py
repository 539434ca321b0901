"""A caller of its own making: SIP by hand, G.711 µ-law in RTP or SRTP (libsrtp, not the stack's library)."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import struct

import numpy as np
from pylibsrtp import Policy, Session

from tests.fakes.sip.raw_sip import RawCaller, new_call_id

RATE_HZ = 8000
_FRAME = 160
_SUITE = "AES_CM_128_HMAC_SHA1_80"


class RtpCaller(asyncio.DatagramProtocol):
    """One call's audio: sends what it is told every 20 ms and keeps what it hears.

    `skip` are the indices of packets that are "lost" on the way, `delay` gives a packet's extra delay in seconds.
    """

    def __init__(self, sip: RawCaller, *, is_encrypted: bool, host: str = "127.0.0.1") -> None:
        self.sip = sip
        self.host = host
        self.call_id = new_call_id()
        self.to_tag = ""
        self.answer = ""
        self.packets: list[bytes] = []
        self.heard: list[np.ndarray] = []
        self.key = os.urandom(30) if is_encrypted else b""
        self.out: Session | None = None
        self._in: Session | None = None
        self._keys = ("", "")
        self._transport: asyncio.DatagramTransport | None = None
        self._others: list[asyncio.BaseTransport] = []
        self.peer = ("", 0)
        self.port = 0
        #: The next packet's number, of which 16 bits are sent: SRTP counts how often they ran over (RFC 3711 §3.3.1).
        self.sequence = 0
        self._cseq = 1
        self.may_acknowledge = asyncio.Event()
        self.may_acknowledge.set()

    @staticmethod
    async def open(
        worker_port: int, *, is_encrypted: bool = False, host: str = "127.0.0.1", audio_host: str = ""
    ) -> RtpCaller:
        """Open both sockets, the one for audio at another address where one is named."""
        sip = await RawCaller.open(worker_port, host=host)
        loop = asyncio.get_running_loop()
        audio_host = audio_host or host
        _, caller = await loop.create_datagram_endpoint(
            lambda: RtpCaller(sip, is_encrypted=is_encrypted, host=audio_host), local_addr=(audio_host, 0)
        )
        return caller

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: object) -> None:
        if self.key and self._in is None:
            return  # before the answer has told the key
        if not 192 <= data[1] <= 223:  # RTCP (RFC 5761 §4)
            self.packets.append(data)
            plain = self._in.unprotect(data) if self._in is not None else data
            if plain[1] & 0x7F == 0:
                self.heard.append(from_mu_law(plain[12:]))

    def sdp(self, *, profile: str = "", payload: str = "0", extra: str = "") -> str:
        """Return an offer: encrypted where the caller is."""
        key = f"a=crypto:1 {_SUITE} inline:{base64.b64encode(self.key).decode()}\r\n" if self.key else ""
        profile = profile or ("RTP/SAVP" if self.key else "RTP/AVP")
        kind = "IP6" if ":" in self.host else "IP4"
        return (
            f"v=0\r\no=- 1 {self._cseq} IN {kind} {self.host}\r\ns=-\r\nc=IN {kind} {self.host}\r\nt=0 0\r\n"
            f"m=audio {self.port} {profile} {payload}\r\n{key}{extra}"
        )

    async def invite(self, number: str, *, body: str | None = None, headers: str = "") -> str:
        """Call (or change the call), acknowledge once that may be, and return the final answer, head and body."""
        body = self.sdp() if body is None else body
        self.answer = await self._ask("INVITE", number, body=body, headers=headers)
        tag = re.search(r"^To:.*;tag=(\S+)", self.answer, re.MULTILINE)
        was_in_call, self.to_tag = bool(self.to_tag), self.to_tag or (tag[1] if tag else "")
        answer_body = "" if body else self.sdp()
        await self.may_acknowledge.wait()
        self.sip.send(
            self.sip.request("ACK", number, call_id=self.call_id, cseq=self._cseq, to_tag=self.to_tag, body=answer_body)
        )
        self._cseq += 1
        if self.answer.startswith("SIP/2.0 200"):
            self._agree()
        elif not was_in_call:
            self.to_tag = ""
        return self.answer

    def next_cseq(self) -> int:
        """Return the number of the next request within the call, and count it."""
        self._cseq += 1
        return self._cseq - 1

    async def request(
        self, method: str, number: str, *, body: str = "", headers: str = "", content_type: str = "application/sdp"
    ) -> str:
        """Send another request within the call and return its answer."""
        found = await self._ask(method, number, body=body, headers=headers, content_type=content_type)
        self._cseq += 1
        return found

    async def _ask(
        self, method: str, number: str, *, body: str, headers: str, content_type: str = "application/sdp"
    ) -> str:
        """Send a request and return its final answer."""
        seen = len(self.sip.received)
        self.sip.send(
            self.sip.request(
                method,
                number,
                call_id=self.call_id,
                cseq=self._cseq,
                to_tag=self.to_tag,
                body=body,
                headers=headers,
                content_type=content_type,
            )
        )
        final = rf"^SIP/2.0 [2-6]\d\d (?s:.*){self.call_id}(?s:.*)CSeq: {self._cseq} {method}"
        return await self.sip.answer(final, after=seen)

    def _agree(self) -> None:
        port = re.search(r"^m=audio (\d+)", self.answer, re.MULTILINE)
        assert port is not None, self.answer
        where = re.search(r"^c=IN IP[46] (\S+)", self.answer, re.MULTILINE)
        assert where is not None, self.answer
        self.peer = (where[1], int(port[1]))
        crypto = re.search(rf"^a=crypto:\d+ {_SUITE} inline:([^|\s]+)", self.answer, re.MULTILINE)
        if self.key and crypto is not None:
            ours, theirs = base64.b64encode(self.key).decode(), crypto[1]
            # A key that stays goes on as it was: its count of runs over is part of each packet's authentication.
            if ours != self._keys[0]:
                self.out = Session(policy=Policy(key=self.key, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
            if theirs != self._keys[1]:
                self._in = Session(policy=Policy(key=base64.b64decode(theirs), ssrc_type=Policy.SSRC_ANY_INBOUND))
            self._keys = ours, theirs

    async def say(
        self, pcm: np.ndarray, *, skip: frozenset[int] = frozenset(), late_s: dict[int, float] | None = None
    ) -> None:
        """Send 16-bit samples at 8 kHz in real time, some packets lost or late."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for index, start in enumerate(range(0, len(pcm) - _FRAME + 1, _FRAME)):
            header = struct.pack("!BBHII", 0x80, 0, self.sequence & 0xFFFF, self.sequence * _FRAME, 0x1234)
            self.sequence += 1
            packet = header + to_mu_law(pcm[start : start + _FRAME])
            if self.out is not None:
                packet = self.out.protect(packet)
            due_s = began_s + index * _FRAME / RATE_HZ + (late_s or {}).get(index, 0.0)
            if index not in skip:
                loop.call_at(due_s, self._send, packet)
        await self.wait(began_s + len(pcm) / RATE_HZ - loop.time())

    def _send(self, packet: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(packet, self.peer)

    async def move(self, host: str, *, is_said: bool = True) -> None:
        """Send from a socket at another address from now on, and where that is said, in the next offer, hear there."""
        before, port = self._transport, self.port
        assert before is not None
        self._others.append(before)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        if is_said:
            self.host = host
        else:
            self.port = port

    async def wait(self, seconds: float) -> None:
        """Let time pass without a packet, as on a line that is held."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(seconds, done.set_result, None)
        await done

    def pcm_heard(self) -> np.ndarray:
        """Return all that was heard."""
        return np.concatenate(self.heard) if self.heard else np.zeros(0, dtype=np.int16)

    def close(self) -> None:
        """Close both sockets."""
        self.sip.close()
        for transport in (self._transport, *self._others):
            if transport is not None:
                transport.close()


def sine(seconds: float, hz: int) -> np.ndarray:
    """Return a tone at 8 kHz."""
    return (12_000 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.int16)


def loudest_hz(pcm: np.ndarray) -> float:
    """Return the strongest frequency."""
    spectrum = np.abs(np.fft.rfft(pcm.astype(float)))
    return float(np.fft.rfftfreq(len(pcm), 1 / RATE_HZ)[np.argmax(spectrum)])


def to_mu_law(pcm: np.ndarray) -> bytes:
    """Encode 16-bit samples (ITU-T G.711, table 2a)."""
    size = np.minimum(np.abs(pcm.astype(np.int32)), 32_635) + 0x84
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    mantissa = (size >> (exponent + 3)) & 0x0F
    code = np.where(pcm < 0, 0x80, 0) | (exponent << 4) | mantissa
    return (~code & 0xFF).astype(np.uint8).tobytes()


def from_mu_law(data: bytes) -> np.ndarray:
    """Decode to 16-bit samples."""
    code = ~np.frombuffer(data, dtype=np.uint8).astype(np.int32) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)
