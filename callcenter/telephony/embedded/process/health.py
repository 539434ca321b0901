"""What a worker tells its parent of itself every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import psutil

from callcenter.errors import TelephonyError
from callcenter.log import logger
from callcenter.telephony.embedded.stack.sip_stack import SipStack

log = logger(__name__)

#: Seconds between two reports.
HEALTH_S = 5.0


async def report_health(stack: SipStack, *, calls: Callable[[], int], send: Callable[[dict[str, int]], None]) -> None:
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
