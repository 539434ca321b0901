"""Ends asyncio tasks."""

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
