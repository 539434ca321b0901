"""Ends asyncio tasks, and child processes that end when their standard input does."""

from __future__ import annotations

import asyncio
from typing import Any


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they are done; what they fail with is dropped.

    livekit-agents' `cancel_and_wait` leaves their errors unread: asyncio would log them, and they may quote a caller.
    """
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def end_process(process: asyncio.subprocess.Process, *, within_s: float) -> None:
    """Close a child's standard input and wait until it has ended; after so many seconds it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), within_s)
    except TimeoutError:
        process.kill()
        await process.wait()
