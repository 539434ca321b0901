"""What `serve`'s parent and its worker say to each other: JSON lines over the worker's standard input and output.

The parent gives a `WorkerOrder` under `do`, the worker tells a `WorkerEvent` under `event`; each has facts of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from enum import StrEnum
from typing import Any

#: Longest line either side sends.
LIMIT_BYTES = 1 << 20


class WorkerOrder(StrEnum):
    """What a worker is told to do."""

    #: Load, with settings beside the environment's.
    PREPARE = "prepare"
    #: Take calls at a place.
    SERVE = "serve"
    #: The answer to the worker's own LIMIT: may the call be?
    LIMIT = "limit"
    #: Let calls finish and take no more.
    DRAIN = "drain"
    #: Hang up and end.
    STOP = "stop"
    #: Nobody sends these: the parent is gone, and the calls have finished.
    ORPHANED = "orphaned"
    DRAINED = "drained"


class WorkerEvent(StrEnum):
    """What a worker tells its parent."""

    READY = "ready"
    SERVING = "serving"
    #: Other numbers are served now.
    NUMBERS = "numbers"
    #: A fact of a call, as a line.
    CALL = "call"
    #: May this call be?
    LIMIT = "limit"
    #: It isn't any more.
    OVER = "over"
    REGISTRATION = "registration"
    HEALTH = "health"
    FAULT = "fault"


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

    def send(self, event: WorkerEvent, **facts: Any) -> None:
        """Tell the parent something. A parent that is gone is noticed by `receive`."""
        try:
            os.write(self._out, json.dumps({"event": event, **facts}).encode() + b"\n")
        except OSError:
            return


async def read_event(stream: asyncio.StreamReader) -> dict[str, Any] | None:
    """Return the worker's next message; None if the worker is gone."""
    line = await stream.readline()
    return json.loads(line) if line else None
