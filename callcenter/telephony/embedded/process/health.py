"""What a worker tells its parent of itself every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import psutil

from callcenter.errors import TelephonyError
from callcenter.log import logger

log = logger(__name__)

#: Seconds between two reports.
HEALTH_S = 5.0


class CountingStack(Protocol):
    """What is asked of the SIP stack."""

    async def call_count(self) -> int:
        """Return how many call slots are in use. Raises TelephonyError if it doesn't answer."""


async def report_health(
    stack: CountingStack, *, calls: Callable[[], int], send: Callable[[dict[str, int]], None]
) -> None:
    """Report until cancelled; a stack too busy to answer, as under a flood, is asked again and loses no call."""
    process = psutil.Process()
    while True:
        await asyncio.sleep(HEALTH_S)
        try:
            slots = await stack.call_count()
        except TelephonyError:
            log.warning("sip_stack_busy")
            continue
        send(
            {
                "calls": calls(),
                "leaked": max(0, slots - calls()),
                "rss_mb": process.memory_info().rss // 2**20,
                "fds": process.num_fds(),
            }
        )
