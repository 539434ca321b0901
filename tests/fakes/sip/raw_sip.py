"""SIP by hand over UDP, for what no well-behaved caller sends."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets

_calls = itertools.count(1)
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 29000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
)


class RawCaller(asyncio.DatagramProtocol):
    """A UDP socket that sends SIP text and keeps what comes back."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.received: list[str] = []
        self.sent: list[str] = []
        self._arrived = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0

    @staticmethod
    async def open(worker_port: int, *, host: str = "127.0.0.1") -> RawCaller:
        """Open a socket at an address of loopback, to a worker at ::1 from there, else to one at 127.0.0.1."""
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_datagram_endpoint(
            lambda: RawCaller(host), local_addr=(host, 0), remote_addr=(worker_host(host), worker_port)
        )
        return caller

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.received.append(data.decode(errors="replace"))
        self._arrived.set()

    def send(self, text: str | bytes) -> None:
        assert self._transport is not None
        self.sent.append(text if isinstance(text, str) else text.decode(errors="replace"))
        self._transport.sendto(text.encode() if isinstance(text, str) else text)

    async def answer(self, pattern: str, *, after: int = 0, timeout_s: float = 10) -> str:
        """Wait for a message that matches and return it."""
        async with asyncio.timeout(timeout_s):
            while True:
                for text in self.received[after:]:
                    if re.search(pattern, text):
                        return text
                self._arrived.clear()
                await self._arrived.wait()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def request(
        self,
        method: str,
        number: str,
        *,
        call_id: str,
        cseq: int = 1,
        contact: str | None = "",
        to_tag: str = "",
        body: str = "",
        content_type: str = "application/sdp",
        headers: str = "",
    ) -> str:
        """Return a request. `contact` None leaves the header out, '' is a good one."""
        at = f"[{self.host}]" if ":" in self.host else self.host
        contact_line = "" if contact is None else f"Contact: {contact or f'<sip:+12025550123@{at}:{self.port}>'}\r\n"
        return (
            f"{method} sip:{number}@{at} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {at}:{self.port};branch=z9hG4bK{secrets.token_hex(8)}\r\n"
            "Max-Forwards: 70\r\n"
            f"From: <sip:+12025550123@{at}>;tag=from{call_id}\r\n"
            f"To: <sip:{number}@{at}>{f';tag={to_tag}' if to_tag else ''}\r\n"
            f"Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n{contact_line}{headers}"
            + (f"Content-Type: {content_type}\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        )


def worker_host(caller_host: str) -> str:
    """Return where a worker is for a caller at that address."""
    return "::1" if ":" in caller_host else "127.0.0.1"


def new_call_id() -> str:
    return f"raw-{next(_calls)}-{secrets.token_hex(4)}"


async def establish(caller: RawCaller, number: str) -> tuple[str, str]:
    """Call, acknowledge the answer, and return Call-ID and the other side's tag."""
    call_id = new_call_id()
    caller.send(caller.request("INVITE", number, call_id=call_id, body=SDP))
    answer = await caller.answer(rf"^SIP/2.0 200(?s:.*){call_id}(?s:.*)CSeq: 1 INVITE")
    tag = re.search(r"^To:.*;tag=(\S+)", answer, re.MULTILINE)
    assert tag is not None
    caller.send(caller.request("ACK", number, call_id=call_id, to_tag=tag[1]))
    return call_id, tag[1]
