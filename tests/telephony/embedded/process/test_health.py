"""A worker's reports of itself go on, and its calls with it, though its SIP stack has no time for an answer."""

from __future__ import annotations

import asyncio

from callcenter.errors import TelephonyError
from callcenter.telephony.embedded.process.health import report_health
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
