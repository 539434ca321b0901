"""A SIP caller over TLS (Python's ssl), otherwise as `RawCaller`."""

from __future__ import annotations

import asyncio
import re
import ssl

from tests.fakes.sip.raw_sip import RawCaller


class TlsCaller(asyncio.Protocol):
    """The stream under a `RawCaller`: one message a Content-Length (RFC 3261 §18.3)."""

    def __init__(self, caller: RawCaller) -> None:
        self._caller = caller
        self._rest = b""

    @staticmethod
    async def open(port: int, trust: ssl.SSLContext) -> RawCaller:
        """Connect, check the certificate, and return the caller."""
        caller = RawCaller()
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: TlsCaller(caller), "127.0.0.1", port, ssl=trust
        )
        caller.connection_made(transport)
        caller.send = lambda text: transport.write(  # type: ignore[method-assign]
            text.replace("SIP/2.0/UDP", "SIP/2.0/TLS").encode() if isinstance(text, str) else text
        )
        return caller

    def data_received(self, data: bytes) -> None:
        # A keep-alive is answered with an empty line (RFC 5626 §3.5.1).
        self._rest = (self._rest + data).lstrip(b"\r\n")
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"^Content-Length: *(\d+)", self._rest[:end], re.MULTILINE | re.IGNORECASE)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._rest) < whole:
                return
            message, self._rest = self._rest[:whole], self._rest[whole:]
            self._caller.datagram_received(message, None)
