"""Calls for the console's tests, put on record as facts are; one of them with a recording."""

from __future__ import annotations

import asyncio
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import numpy as np

from callcenter.domain.calls.leg import LegQuality
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallerActed,
    CallEvent,
    CallStarted,
    DigitPressed,
    Fact,
    LegEnded,
    RecordingSaved,
    Tagged,
    ToolCalled,
    TurnTaken,
    UsageMeasured,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import prepare_connection

NUMBER = "+12025550188"
BEGAN = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
RECORDED = "call-recorded"
EVIL = "<img src=x onerror=\"document.title='broken'\"> \u202e'; DROP TABLE call; --"
RATE_HZ = 8000
#: Of the model `rime/coda`, by the price table.
CHARACTERS_A_CENT = 200


def facts(n: int, *, text: str, recording: str = "") -> list[Fact]:
    """Return one call's facts; the nth is n minutes long."""
    latency = TurnLatency(response_ms=640 + n)
    saved = [RecordingSaved(path=recording, duration_ms=6000)] if recording else []
    return [
        CallStarted(
            caller_number=NUMBER if recording else f"+1202555{n:04}",
            dialled_number="+18005550100",
            trunk="main" if n % 2 else "other",
            dispatch_rule="everyone",
            room="",
            agent="triage",
            language="en",
            sip_call_id="",
            source_address="",
        ),
        AgentEntered(agent="triage", from_agent="", at_ms=0),
        TurnTaken(
            turn=Turn(speaker=Speaker.AGENT, agent="triage", text="Hello, how can I help?", started_ms=0, ended_ms=1500)
        ),
        TurnTaken(turn=Turn(speaker=Speaker.CALLER, text=text, started_ms=2000, ended_ms=4000)),
        AgentEntered(agent="billing", from_agent="triage", at_ms=4100),
        DigitPressed(digit="7", at_ms=4150),
        ToolCalled(
            agent="billing",
            tool="get_balance",
            arguments={"account_number": "10000001", "calling": NUMBER},
            result={"name": "Zebulon Quist", "cents": 4500},
            ok=True,
            at_ms=4200,
            duration_ms=12,
        ),
        TurnTaken(
            turn=Turn(
                speaker=Speaker.AGENT,
                agent="billing",
                text="Zebulon, your balance is 45 dollars.",
                started_ms=4500,
                ended_ms=5800,
                latency=latency,
            )
        ),
        Tagged(tag=f"number:{n}"),
        *[CallerActed(act=Act.OBJECTION, at_ms=5900)] * n,
        UsageMeasured(part="stt", model="a model without a price-20241022", audio_ms=60_000, requests=1),
        UsageMeasured(part="tts", model="rime/coda", characters=n * CHARACTERS_A_CENT, requests=1),
        LegEnded(
            leg="caller",
            reason=EndReason.CALLER_HUNG_UP,
            quality=LegQuality(mos=1 + n / 100, loss_pct=0.5, jitter_ms=3, rtt_ms=20, rx_packets=100, tx_packets=100),
        ),
        *saved,
        CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=n * 60_000),
        WrappedUp(disposition=Disposition.RESOLVED, summary=f"Asked for the balance, from {NUMBER}."),
    ]


def write_recording(path: Path) -> None:
    """Write six seconds: the caller speaks from 2.8 to 4 s, the agent at both ends."""
    at = np.arange(6 * RATE_HZ) / RATE_HZ
    tone = 9000 * np.sin(2 * np.pi * 300 * at)
    caller, agent = tone * ((at > 2.8) & (at < 4)), tone * ((at < 1.5) | (at > 4.5))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.stack([caller, agent], axis=1).astype("<i2").tobytes())


def fill(database: str, recordings: Path, *, calls: int = 60) -> None:
    """Put calls on record: `call-0001` and on, the newest last, and one that was recorded."""
    write_recording(recordings / f"{RECORDED}.wav")
    asyncio.run(_fill(database, calls))


async def _fill(database: str, calls: int) -> None:
    connection = await asyncpg.connect(database)
    await prepare_connection(connection)
    made = [
        (f"call-{n:04}", facts(n, text=EVIL if n == 7 else f"My internet is down, number {n}"))
        for n in range(1, calls + 1)
    ]
    made.append(
        (RECORDED, facts(1, text=f"What is my balance? I am at {NUMBER}.", recording=f"/elsewhere/{RECORDED}.wav"))
    )
    for index, (call_id, told) in enumerate(made):
        began = BEGAN + timedelta(hours=index)
        await apply(
            connection,
            [CallEvent(call_id=call_id, seq=seq, at=began, fact=fact) for seq, fact in enumerate(told, 1)],
        )
    await connection.close()
