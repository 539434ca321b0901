"""The watchdog lets go of its call when it is told to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import AgentStateChangedEvent

from callcenter.calls.context import CallContext
from callcenter.calls.text_leg import TextLeg
from callcenter.calls.watchdog import Watchdog
from callcenter.domain.call import Call
from callcenter.settings import Settings


class Session(rtc.EventEmitter[str]):
    """What of a session a watchdog listens to."""

    agent_state = "speaking"


@pytest.mark.parametrize("ticks", [0, 1, 2, 3])
async def test_watchdog__cancelled_as_the_agent_falls_silent__ends(ticks: int) -> None:
    session: Any = Session()
    pool: Any = None
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
        leg=TextLeg(),
        pool=pool,
        settings=Settings(),
        record=lambda fact: None,
    )
    running = asyncio.create_task(Watchdog(session, context).run())
    await asyncio.sleep(0)

    session.emit("agent_state_changed", AgentStateChangedEvent(old_state="speaking", new_state="listening"))
    for _ in range(ticks):
        await asyncio.sleep(0)
    running.cancel()

    done, _ = await asyncio.wait({running}, timeout=10)
    assert done
