"""Threads of the SIP stack may wake up late, ours may not."""

from __future__ import annotations

import sys
import threading

import pytest

from callcenter.telephony.embedded.stack.thread_slack import timer_slack_ns, waking_within


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no timer slack")
def test_waking_within__threads_started_meanwhile_and_theirs_have_it__we_do_not() -> None:
    found: list[int] = []

    def look(*, deeper: bool) -> None:
        found.append(timer_slack_ns())
        if deeper:
            inner = threading.Thread(target=look, kwargs={"deeper": False})
            inner.start()
            inner.join()

    before_ns = timer_slack_ns()
    with waking_within(0.003):
        outer = threading.Thread(target=look, kwargs={"deeper": True})
        outer.start()
    outer.join()

    assert found == [3_000_000, 3_000_000]
    assert timer_slack_ns() == before_ns != 3_000_000
