"""TCP: how messages are cut out of the stream (RFC 3261 §18, RFC 5626 §3.5.1). TLS has a file of its own (test_tls)."""

from __future__ import annotations

from tests.fakes.sip.raw_sip import SDP
from tests.fakes.waiting import others
from tests.telephony.embedded.stack.sip_suite.line import Case, Line, edited, status_of


async def _call(line: Line) -> str:
    tcp = await line.over("TCP")
    call = await tcp.call(contact=f"<sip:c@127.0.0.1:{tcp.caller.port};transport=tcp>")
    return await call.said("BYE")


async def _in_pieces(line: Line) -> str:
    tcp = await line.over("TCP")
    whole = tcp.request("OPTIONS").replace("SIP/2.0/UDP", "SIP/2.0/TCP").encode()
    seen = len(tcp.caller.received)
    for start in range(0, len(whole), 40):
        tcp.caller.send(whole[start : start + 40])
        await others()
    return status_of(await tcp.caller.answer(r"^SIP/2.0 [2-6]", after=seen))


async def _two_at_once(line: Line) -> str:
    tcp = await line.over("TCP")
    requests = [tcp.request("OPTIONS", call_id=f"at-once-{index}-{tcp.caller.port}") for index in range(2)]
    tcp.caller.send("".join(requests))
    return " ".join(
        [status_of(await tcp.caller.answer(rf"^SIP/2.0 [2-6](?s:.*)at-once-{index}-")) for index in range(2)]
    )


async def _keep_alive(line: Line) -> str:
    tcp = await line.over("TCP")
    tcp.caller.send(b"\r\n\r\n")
    return await tcp.said(tcp.request("OPTIONS"))


async def _half_and_away(line: Line) -> str:
    tcp = await line.over("TCP")
    tcp.caller.send(tcp.invite().encode()[:200])
    tcp.caller.close()
    return await line.said(line.request("OPTIONS"))


async def _noise(line: Line) -> str:
    tcp = await line.over("TCP")
    tcp.caller.send(b"\x16\x03\x01" + b"\xff" * 2000)
    return await line.said(line.request("OPTIONS"))


async def _no_length(line: Line) -> str:
    tcp = await line.over("TCP")
    tcp.caller.send(edited(tcp.request("OPTIONS"), ("Content-Length:", "X-Content-Length:")))
    return await line.said(line.request("OPTIONS"))


async def _another_transports_via(line: Line) -> str:
    """A Via that says UDP, sent over TCP."""
    tcp = await line.over("TCP")
    seen = len(tcp.caller.received)
    tcp.caller.send(tcp.request("OPTIONS").encode())
    try:
        return status_of(await tcp.caller.answer(r"^SIP/2.0 [2-6]", after=seen, timeout_s=1))
    except TimeoutError:
        return "silence"


async def _large(line: Line) -> str:
    tcp = await line.over("TCP")
    attributes = "".join(f"a=candidate:{index} 1 UDP 1 127.0.0.1 2 typ host\r\n" for index in range(120))
    return await tcp.said(tcp.invite(body=SDP + attributes, contact="<sip:c@127.0.0.1;transport=tcp>"))


async def _many_connections(line: Line) -> str:
    lines = [await line.over("TCP") for _ in range(30)]
    return " ".join(sorted({await one.said(one.request("OPTIONS")) for one in lines}))


CASES: list[Case] = [
    Case(name="a call over TCP", play=_call, right="200"),
    Case(name="a request in pieces", play=_in_pieces, right="200"),
    Case(name="two requests in one", play=_two_at_once, right="200 200"),
    Case(name="keep-alive", play=_keep_alive, right="200"),
    Case(name="half a request and away", play=_half_and_away, right="200"),
    Case(name="noise", play=_noise, right="200"),
    Case(name="no Content-Length", play=_no_length, right="200"),
    Case(name="a Via of another transport", play=_another_transports_via, right="200|400|silence"),
    Case(name="7 kB", play=_large, right="200"),
    Case(name="thirty connections", play=_many_connections, right="200"),
]
