"""Connections that send nothing, or a request byte by byte, are closed: uvicorn keeps them for as long as they like."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds for a whole request, its body too; a form and a note are a few packets.
REQUEST_S = 20.0


class PromptHttp(HttpToolsProtocol):
    """Uvicorn's HTTP/1.1 with an end to waiting; a socket's connection is another protocol's from its upgrade on."""

    #: Seconds from the first byte, and for that one, until a request must be whole.
    request_s = REQUEST_S
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request."""
        self._wait()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.request_s, self._late)

    def _late(self) -> None:
        self._timer = None
        is_answering = self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete
        if not is_answering and self.transport.get_protocol() is self:
            self.transport.close()
