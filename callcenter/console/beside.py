"""The console beside `serve`: a process of its own, started again if it dies, ended with whoever started it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from callcenter.log import logger
from callcenter.tasks import cancel, end_process

log = logger(__name__)

#: Seconds after which one that died is started again, doubled each time up to the most.
AGAIN_S, AGAIN_MOST_S = 2.0, 60.0
#: Seconds it must have run for its death to count as the first.
_STEADY_S = 120.0
#: Seconds it gets to end by itself.
_END_TIMEOUT_S = 5.0
#: Exit status of a fault of ours that it has said on standard error (cli/main.py): a taken port stays taken.
_SAID_WHY = 1


@asynccontextmanager
async def console_beside(bind: str, say: Callable[[str], None], *, after: asyncio.Event) -> AsyncIterator[None]:
    """Run the console while open, from when `after` is set: calls come first.

    Whatever becomes of it, nothing is raised here, and calls go on.
    """
    keeping = asyncio.create_task(_keep(bind, say, after), name="console")
    try:
        yield
    finally:
        await cancel(keeping)


async def _keep(bind: str, say: Callable[[str], None], after: asyncio.Event) -> None:
    await after.wait()
    again_s = AGAIN_S
    while True:
        began_s = time.monotonic()
        try:
            status = await _run_once(bind)
        except OSError as error:
            log.error("console_not_started", error=type(error).__name__)
            return
        if status == _SAID_WHY:
            say("The console didn't start; the error above says why. Calls are taken without it.")
            return
        again_s = AGAIN_S if time.monotonic() - began_s > _STEADY_S else min(2 * again_s, AGAIN_MOST_S)
        log.error("console_lost", status=status, again_s=again_s)
        await asyncio.sleep(again_s)


async def _run_once(bind: str) -> int:
    """Run it until it ends, and return its exit status. It ends when its standard input does: also with our death."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.cli.main",
        "console",
        "--bind",
        bind,
        "--with-parent",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        await end_process(process, within_s=_END_TIMEOUT_S)
