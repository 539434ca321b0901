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
#: Open files from which on it is looked at whose they are; a worker has some 40, and 8 a call.
MANY_FILES = 150


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
                "fds": files_of_ours(process),
            }
        )


def files_of_ours(process: psutil.Process) -> int:
    """Return how many files a process has open, without the connections that others hold to its ports.

    A worker whose files grow leaks and is replaced; strangers who connect to its SIP port and say nothing could have
    that every few seconds. Connections whose other side is gone are ours to close.
    """
    files = process.num_fds()
    if files < MANY_FILES:
        return files
    connections = process.net_connections(kind="tcp")
    ports = {one.laddr.port for one in connections if one.status == psutil.CONN_LISTEN}
    return files - sum(one.status == psutil.CONN_ESTABLISHED and one.laddr.port in ports for one in connections)
