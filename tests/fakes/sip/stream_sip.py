"""A SIP caller over TCP."""

from __future__ import annotations

import asyncio

from tests.fakes.sip.raw_sip import RawCaller
from tests.fakes.sip.tls_sip import TlsCaller


async def open_stream(port: int) -> RawCaller:
    """Connect to loopback, and return a caller whose texts say TCP in their Via; bytes go out as they are."""
    caller = RawCaller()
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: TlsCaller(caller), "127.0.0.1", port)
    caller.connection_made(transport)
    caller.send = lambda text: transport.write(  # type: ignore[method-assign]
        text.replace("SIP/2.0/UDP", "SIP/2.0/TCP").encode() if isinstance(text, str) else text
    )
    return caller
