"""A worker's reports of itself go on, and its calls with it, though its SIP stack has no time for an answer."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack

import psutil

from callcenter.errors import TelephonyError
from callcenter.telephony.embedded.process.health import MANY_FILES, files_of_ours, report_health
from tests.fakes.virtual_time import play


class BusyStack:
    """Doesn't answer the first time."""

    def __init__(self) -> None:
        self.asked = 0

    async def call_count(self) -> int:
        self.asked += 1
        if self.asked == 1:
            raise TelephonyError("The SIP stack doesn't answer.")
        return 5


async def _report() -> dict[str, int]:
    first: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
    reporting = asyncio.create_task(report_health(BusyStack(), calls=lambda: 3, send=first.set_result))
    await asyncio.wait([reporting, first], return_when=asyncio.FIRST_COMPLETED)
    reporting.cancel()
    return first.result()


def test_health__stack_too_busy_to_answer__is_asked_again() -> None:
    report = play(_report())

    assert (report["calls"], report["leaked"]) == (3, 2)


def test_files__of_strangers_connections__are_none_that_a_worker_leaks() -> None:
    us = psutil.Process()
    with ExitStack() as opened:
        listening = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=MANY_FILES))
        for _ in range(MANY_FILES):
            opened.enter_context(socket.socket())
        before = files_of_ours(us)
        for _ in range(50):
            # Both ends are this process's: the caller's counts, the one we were asked for doesn't.
            opened.enter_context(socket.create_connection(listening.getsockname()))
            opened.enter_context(listening.accept()[0])
        after = files_of_ours(us)

    assert after - before == 50
