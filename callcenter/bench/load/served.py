"""`serve`'s parent in a process of its own, as an operator runs it, so that its memory is nobody else's.

Entry: `python -m callcenter.bench.load.served`. Reads one line of JSON (`Order`), says `serving` once calls are taken,
and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from callcenter.errors import CallcenterError, TelephonyError
from callcenter.log import configure_logging
from callcenter.settings import load_settings
from callcenter.store.pool import open_database
from callcenter.tasks import end_process, first_line
from callcenter.telephony.embedded.process.parent import Parent
from callcenter.telephony.embedded.process.worker_link import LIMIT_BYTES

#: Seconds the product gets to take calls, and to end.
READY_S, END_S = 120.0, 30.0
#: What the parent says once calls are taken.
SERVING = b"serving\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to serve with: settings beside the environment's, and the module that a worker runs."""

    settings: Mapping[str, Any]
    module: str


@asynccontextmanager
async def served(order: Order) -> AsyncIterator[psutil.Process]:
    """Serve while the context lasts; it begins once calls are taken. Yields the parent's process.

    Raises:
        TelephonyError: the product can't start.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.bench.load.served",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LIMIT_BYTES,
    )
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    try:
        process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        if await first_line(process, within_s=READY_S) != SERVING:
            raise TelephonyError(
                f"The product takes no calls after {READY_S:.0f} s, or has ended.",
                remedy="See the output above; run `callcenter doctor`.",
            )
        yield psutil.Process(process.pid)
    finally:
        await end_process(process, within_s=END_S)


async def main() -> None:
    """Be the parent, until nobody holds our standard input any more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LIMIT_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    order = Order(**json.loads(await reader.readline()))
    settings = load_settings(**order.settings)
    configure_logging(settings.log)
    parent = Parent(
        settings,
        order.settings,
        open_database=lambda: open_database(settings),
        say=lambda _: None,
        worker_module=order.module,
    )
    running = asyncio.create_task(parent.run())
    over = asyncio.create_task(reader.read())
    ready = asyncio.create_task(parent.is_serving.wait())
    await asyncio.wait((running, over, ready), return_when=asyncio.FIRST_COMPLETED)
    if ready.done():
        sys.stdout.buffer.write(SERVING)
        sys.stdout.flush()
        await asyncio.wait((running, over), return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        parent.drain()
    try:
        await running
    except CallcenterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    asyncio.run(main())
