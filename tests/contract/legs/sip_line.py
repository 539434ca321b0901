"""A caller of the single machine: the real stack in a process of its own, and a phone that speaks SIP by hand."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest

from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TransferFailed
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.process.fork_server import Forked, ForkServer
from tests.contract.legs.line import Kind, Line, Person
from tests.fakes.ports import free_port, rtp_ports
from tests.fakes.sip.raw_sip import RawCaller
from tests.fakes.sip.rtp_caller import RtpCaller
from tests.fakes.worker.sip_serving import NUMBER, PATIENCE_S

_ids = count(1)
_RELAY = "application/dtmf-relay"


class RemoteLeg:
    """A leg of the stack's process: what is asked of it is asked there."""

    def __init__(self, process: Forked) -> None:
        self._process = process
        self._number = -1
        self._results: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._digits: list[str] = []
        self._on_digit: Any = self._digits.append
        self._on_hold: Any = lambda is_held: None
        self.ended: asyncio.Future[LegEnd] = asyncio.get_running_loop().create_future()
        self.is_here = asyncio.Event()
        self.is_listening = asyncio.Event()

    async def answer(self) -> None:
        await self._ask("answer")

    async def transfer(self, destination: str, *, timeout_s: float) -> None:
        await self._ask("transfer", destination=destination, timeout_s=timeout_s)

    async def hang_up(self, reason: str) -> None:
        await self._ask("hang_up", reason=reason)

    def on_digit(self, listener: Any) -> None:
        self._on_digit = listener
        for digit in self._digits:
            listener(digit)

    def on_hold(self, listener: Any) -> None:
        self._on_hold = listener

    async def listen(self) -> None:
        """Take what the process tells until it ends."""
        async for line in self._process.stdout:
            event = json.loads(line)
            match event["event"]:
                case "listening":
                    self.is_listening.set()
                case "invite":
                    self._number = event["leg"]
                    self.is_here.set()
                case "digit":
                    self._on_digit(event["digit"])
                case "held":
                    self._on_hold(event["is_held"])
                case "ended":
                    self.ended.set_result(LegEnd(reason=event["reason"]))
                case "result":
                    self._results.pop(event["id"]).set_result(event)

    async def _ask(self, do: str, **order: Any) -> None:
        number = next(_ids)
        result = self._results[number] = asyncio.get_running_loop().create_future()
        self._send({"id": number, "leg": self._number, "do": do, **order})
        try:
            event = await asyncio.shield(result)
        except asyncio.CancelledError:
            self._send({"do": "cancel", "which": number})
            event = await result
            if event["failed"] == "TransferFailed":
                # The carrier's answer came while our cancellation was on its way to the leg's process.
                raise
        match event["failed"]:
            case "":
                return
            case "LegGone":
                raise LegGone("there")
            case "TransferFailed":
                raise TransferFailed("there", reason=TransferOutcome(event["outcome"]))
            case "CancelledError":
                raise asyncio.CancelledError
            case other:
                raise RuntimeError(other)

    def _send(self, order: dict[str, Any]) -> None:
        self._process.stdin.write(json.dumps(order).encode() + b"\n")


class _Answering(RawCaller):
    """A socket that answers what is asked within the call, and acts on a REFER."""

    def __init__(self, person: Person | None) -> None:
        super().__init__()
        self._person = person
        self.referred = asyncio.Event()
        self.bye = asyncio.Event()
        self.branches = count(1)
        self.next_cseq: Callable[[], int] = count(1).__next__

    def datagram_received(self, data: bytes, addr: object) -> None:
        super().datagram_received(data, addr)
        text = data.decode(errors="replace")
        method = text.split(" ", 1)[0]
        if method in ("SIP/2.0", "ACK"):
            return
        if method == "REFER":
            self.send(_response(text, "202 Accepted"))
            self._report(text)
            self.referred.set()
            return
        self.send(_response(text, "200 OK"))
        if method == "BYE":
            self.bye.set()

    def _report(self, refer: str) -> None:
        """Say what became of the call to the person (RFC 3515 §2.4.5): that it rings, and the end if there is one."""
        lines = ["100 Trying"]
        if self._person is not None and self._person.status:
            lines.append(f"{self._person.status} Said so")
        uri = re.search(r"^Contact:\s*<?([^>;\r\n]+)", refer, re.MULTILINE)
        assert uri is not None
        for line in lines:
            body = f"SIP/2.0 {line}\r\n"
            state = "active;expires=60" if line.startswith("100") else "terminated;reason=noresource"
            head = {
                "Via": f"SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKn{next(self.branches)}",
                "Max-Forwards": "70",
                "From": _header(refer, "To"),
                "To": _header(refer, "From"),
                "Call-ID": _header(refer, "Call-ID"),
                "CSeq": f"{self.next_cseq()} NOTIFY",
                "Contact": f"<sip:+12025550123@127.0.0.1:{self.port}>",
                "Event": "refer",
                "Subscription-State": state,
                "Content-Type": "message/sipfrag;version=2.0",
                "Content-Length": str(len(body)),
            }
            fields = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            self.send(f"NOTIFY {uri[1]} SIP/2.0\r\n{fields}\r\n{body}")


class SipPhone:
    """One call of a phone."""

    def __init__(self, caller: RtpCaller, sip: _Answering, leg: RemoteLeg) -> None:
        self._caller, self._sip, self._leg = caller, sip, leg
        self.may_acknowledge = caller.may_acknowledge
        self._inviting: asyncio.Task[str] | None = None

    async def ring(self) -> None:
        self._inviting = asyncio.create_task(self._caller.invite(NUMBER))
        await self._leg.is_here.wait()

    async def press(self, keys: str) -> None:
        await self._in_call()
        for key in keys:
            await self._caller.request("INFO", NUMBER, body=f"Signal={key}\r\nDuration=100\r\n", content_type=_RELAY)

    async def hold(self, is_held: bool) -> None:
        await self._in_call()
        extra = "a=inactive\r\n" if is_held else "a=sendrecv\r\n"
        await self._caller.invite(NUMBER, body=self._caller.sdp(extra=extra))

    async def transfer_asked(self) -> None:
        await self._sip.referred.wait()

    async def give_up(self) -> None:
        self._sip.send(_cancel_of(self._sip.sent[0]))
        await asyncio.shield(self._leg.ended)

    async def hang_up(self) -> None:
        await self._in_call()
        await self._caller.request("BYE", NUMBER)

    async def released(self) -> None:
        await self._sip.bye.wait()

    async def _in_call(self) -> None:
        assert self._inviting is not None
        await self._inviting

    async def aclose(self) -> None:
        if self._inviting is not None:
            self._inviting.cancel()
            await asyncio.gather(self._inviting, return_exceptions=True)
        self._caller.close()


@asynccontextmanager
async def sip_line(person: Person | None, fork_server: ForkServer) -> AsyncIterator[Line]:
    port = free_port()
    process = await fork_server.fork()
    process.stdin.write(json.dumps({"port": port, "rtp_ports": rtp_ports(27_000, 27_999)}).encode() + b"\n")
    leg = RemoteLeg(process)
    listening = asyncio.create_task(leg.listen())
    try:
        await asyncio.wait_for(leg.is_listening.wait(), PATIENCE_S)
        loop = asyncio.get_running_loop()
        _, sip = await loop.create_datagram_endpoint(
            lambda: _Answering(person), local_addr=("127.0.0.1", 0), remote_addr=("127.0.0.1", port)
        )
        _, caller = await loop.create_datagram_endpoint(
            lambda: RtpCaller(sip, is_encrypted=False), local_addr=("127.0.0.1", 0)
        )
        sip.next_cseq = caller.next_cseq
        phone = SipPhone(caller, sip, leg)
        yield Line(leg, phone)
        await phone.aclose()
    finally:
        process.stdin.close()
        await process.wait()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.*?)\r$", text, re.MULTILINE | re.IGNORECASE)
    assert found is not None, text
    return found[1]


def _response(request: str, status: str) -> str:
    vias = "".join(f"{line}\r\n" for line in request.split("\r\n") if line.lower().startswith("via:"))
    fields = "".join(f"{name}: {_header(request, name)}\r\n" for name in ("From", "To", "Call-ID", "CSeq"))
    contact = f"Contact: <sip:+12025550123@{_host(request)}>\r\n" if request.startswith("REFER") else ""
    return f"SIP/2.0 {status}\r\n{vias}{fields}{contact}Content-Length: 0\r\n\r\n"


def _host(request: str) -> str:
    found = re.match(r"\S+ sips?:(?:[^@\s]*@)?([^;>\s]+)", request)
    assert found is not None
    return found[1]


def _cancel_of(invite: str) -> str:
    """Return the CANCEL of an INVITE: the same Via, and neither Contact nor body (RFC 3261 §9.1)."""
    lines = invite.split("\r\n\r\n")[0].replace("INVITE ", "CANCEL ", 1).replace(" INVITE\r\n", " CANCEL\r\n")
    kept = [line for line in lines.split("\r\n") if not re.match(r"(Contact|Content-)", line)]
    return "\r\n".join([*kept, "Content-Length: 0", "", ""])


#: Slow: a process a test.
SIP = Kind(SipLeg, (pytest.mark.slow,), sip_line)
