"""A real Kamailio on a free loopback port, and the SIP peers around it: a caller and workers on UDP sockets."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from callcenter.domain.host_port import write_host_port
from callcenter.provisioning.edge.config import EdgeOptions, render_edge, split_address, write_edge
from tests.fakes.ports import free_port
from tests.fakes.waiting import until

if TYPE_CHECKING:
    from callcenter.domain.routing.trunk import InboundTrunk

KAMAILIO = shutil.which("kamailio", path="/usr/sbin:/usr/bin:/usr/local/sbin")
SIPP = shutil.which("sipp")
HAS_TLS = any(Path(folder).exists() for folder in Path("/usr/lib").glob("*/kamailio/modules/tls.so"))

SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


@dataclass(slots=True)
class SipPeer(asyncio.DatagramProtocol):
    """One UDP socket that keeps what it receives; `answer` may return a reply for each message."""

    answer: Callable[[str], str | None] = lambda message: None
    received: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    log: list[str] = field(default_factory=list)
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = data.decode("utf-8", "replace")
        reply = self.answer(message)
        if reply is not None and self.transport is not None:
            self.transport.sendto(reply.encode(), addr)
        if not message.startswith("OPTIONS"):
            self.log.append(message)
            self.received.put_nowait(message)

    @property
    def port(self) -> int:
        assert self.transport is not None
        return int(self.transport.get_extra_info("sockname")[1])

    @property
    def host(self) -> str:
        assert self.transport is not None
        return str(self.transport.get_extra_info("sockname")[0])

    def send(self, message: str, port: int) -> None:
        assert self.transport is not None
        self.transport.sendto(message.encode(), ("::1" if ":" in self.host else "127.0.0.1", port))

    async def final(self, timeout_s: float = 10) -> str:
        """Return the next message that is no provisional answer."""
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.received.get()
                if not message.startswith("SIP/2.0 1"):
                    return message

    async def silence(self, for_s: float = 1.0) -> bool:
        """Tell whether nothing but provisional answers comes for a while."""
        try:
            await self.final(for_s)
        except TimeoutError:
            return True
        return False


@asynccontextmanager
async def sip_peer(
    answer: Callable[[str], str | None] = lambda message: None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[SipPeer]:
    """Open a UDP socket for a caller or a worker."""
    loop = asyncio.get_running_loop()
    transport, peer = await loop.create_datagram_endpoint(lambda: SipPeer(answer=answer), local_addr=(host, port))
    try:
        yield peer
    finally:
        transport.close()


def take_every_call(message: str) -> str | None:
    """Answer as a worker would: 200 for everything but ACK, with a banner that must not get out."""
    method = message.split(" ", 1)[0]
    if method in ("ACK", "SIP/2.0"):
        return None
    return reply_to(message, "200 OK", body=SDP if method == "INVITE" else "")


def reply_to(request: str, status: str, *, body: str = "") -> str:
    """Return an answer to a request, its Via, Record-Route, From, Call-ID and CSeq copied."""
    kept = [
        line
        for line in request.split("\r\n\r\n", 1)[0].split("\r\n")[1:]
        if re.match(r"(?i)(via|record-route|from|call-id|cseq)\s*:", line)
    ]
    to = header(request, "To")
    if "tag=" not in to:
        to += ";tag=worker"
    contact = header(request, "X-Test-Contact") or "sip:worker@127.0.0.1"
    lines = [f"SIP/2.0 {status}", *kept, f"To: {to}", "Server: worker-stack 1.0", f"Contact: <{contact}>"]
    if body:
        lines.append("Content-Type: application/sdp")
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])


def header(message: str, name: str) -> str:
    """Return a header's first value, '' where there is none."""
    match = re.search(rf"(?im)^{re.escape(name)}\s*:\s*(.*?)\r?$", message)
    return match.group(1) if match else ""


def invite(
    caller: SipPeer,
    number: str,
    *,
    from_number: str = "+15551230001",
    contact: str | None = "default",
    extra: Sequence[str] = (),
    call_id: str = "",
    cseq: int = 1,
    method: str = "INVITE",
) -> str:
    """Return an INVITE as a carrier would send it; `contact` None leaves the header out."""
    call_id = call_id or secrets.token_hex(8)
    address = write_host_port(caller.host, caller.port)
    body = SDP if method == "INVITE" else ""
    lines = [
        f"{method} sip:{number}@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {address};branch=z9hG4bK{secrets.token_hex(8)};rport",
        "Max-Forwards: 70",
        f"From: <sip:{from_number}@{address}>;tag={call_id[:6]}",
        f"To: <sip:{number}@127.0.0.1>",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} {method}",
    ]
    if contact is not None:
        lines.append(f"Contact: {f'<sip:{from_number}@{address}>' if contact == 'default' else contact}")
    lines += extra
    if body:
        lines.append("Content-Type: application/sdp")
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])


@dataclass(slots=True)
class RunningEdge:
    """Kamailio, as it runs; `output` grows while it does."""

    port: int
    options: EdgeOptions
    process: asyncio.subprocess.Process
    output: list[str] = field(default_factory=list)


@asynccontextmanager
async def kamailio_edge(
    trunks: Sequence[InboundTrunk], workers: Sequence[str], folder: Path, *, port: int = 0, **options: object
) -> AsyncIterator[RunningEdge]:
    """Render the configuration and run Kamailio on it for the length of the block; port 0 is a free one."""
    assert KAMAILIO is not None
    port = port or free_port()
    chosen = EdgeOptions(
        workers=tuple(workers),
        config_file=folder / "kamailio.cfg",
        **{"bind": f"127.0.0.1:{port}", "ping_interval_s": 1, "children": 2, **options},  # type: ignore[arg-type]
    )
    write_edge(render_edge(trunks, chosen), chosen)
    process = await asyncio.create_subprocess_exec(
        KAMAILIO, "-f", str(chosen.config_file), "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(folder),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    edge = RunningEdge(port=port, options=chosen, process=process)
    reader = asyncio.create_task(_keep_output(edge))
    try:
        await _until_it_answers(edge)
        yield edge
    finally:
        if process.returncode is None:
            # Asked to end, Kamailio now and then doesn't. With its children, which hold our end of stderr.
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        await reader


async def _keep_output(edge: RunningEdge) -> None:
    assert edge.process.stderr is not None
    async for line in edge.process.stderr:
        edge.output.append(line.decode("utf-8", "replace").rstrip())


async def _until_it_answers(edge: RunningEdge) -> None:
    """Wait for the TCP socket: by then the UDP one keeps what it is sent."""

    async def answers() -> bool:
        if edge.process.returncode is not None:
            raise AssertionError("kamailio stopped:\n" + "\n".join(edge.output[-20:]))
        try:
            _, writer = await asyncio.open_connection(*split_address(edge.options.bind))
        except OSError:
            return False
        writer.close()
        return True

    await until(answers, what="Kamailio's TCP socket")
