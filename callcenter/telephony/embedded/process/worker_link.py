"""What `serve`'s parent and its worker say to each other: JSON lines over the worker's standard input and output.

Parent: `prepare` (settings to override), `serve` (at which place), `limit` (the answer), `drain`, `stop`. Worker:
`ready`, `serving`, `numbers` (others are served now), `call` (a fact's line), `limit` (may this call be?), `over` (it
isn't any more), `registration`, `health`, `fault`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

#: Longest line either side sends.
LIMIT_BYTES = 1 << 20


class ParentLink:
    """The worker's end. Standard output is kept for it alone: what else is printed goes to standard error."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._reader: asyncio.StreamReader | None = None

    async def connect(self) -> None:
        """Start reading from the parent."""
        reader = self._reader = asyncio.StreamReader(limit=LIMIT_BYTES)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def receive(self) -> dict[str, Any] | None:
        """Return the parent's next message; None if the parent is gone."""
        return await read_event(self._reader) if self._reader is not None else None

    def send(self, event: str, **facts: Any) -> None:
        """Tell the parent something. A parent that is gone is noticed by `receive`."""
        try:
            os.write(self._out, json.dumps({"event": event, **facts}).encode() + b"\n")
        except OSError:
            return


async def read_event(stream: asyncio.StreamReader) -> dict[str, Any] | None:
    """Return the worker's next message; None if the worker is gone."""
    line = await stream.readline()
    return json.loads(line) if line else None
