"""A stand-in for `run_call` where a test is about SIP: answers, beeps, echoes, and does what keys tell it.

Keys: 1 beeps for a second, 3 beeps for ten seconds, 7 hangs up, 8 tries a transfer to
`sip.person`, 9 raises. The number ending in 9 isn't answered at all.
"""

from __future__ import annotations

import asyncio
import math
import os
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import asdict

import numpy as np
from livekit import rtc
from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.record.journal import Journal
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.record.call_event import (
    CallEnded,
    CallStarted,
    DigitPressed,
    Fact,
    HoldChanged,
    LegAnswered,
    LegEnded,
    LineWasPoor,
    PersonAsked,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.errors import CallcenterError, TransferFailed
from callcenter.models.audio.resampler import Resampler
from callcenter.models.audio.segments import SegmentFeed
from callcenter.settings import Settings
from callcenter.telephony.embedded.calls.leg import SipLeg

RATE_HZ = 16_000


class EchoInput(io.AudioInput):
    """What the caller says, at 16 kHz."""

    def __init__(self, rate_hz: int) -> None:
        super().__init__(label="echo")
        self._resampler = Resampler(rate_hz, RATE_HZ)
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue()

    def push(self, pcm: bytes | None) -> None:
        self._chunks.put_nowait(
            None if pcm is None else self._resampler.push(np.frombuffer(pcm, dtype=np.int16)).tobytes()
        )

    async def chunks(self) -> AsyncIterator[bytes]:
        while (chunk := await self._chunks.get()) is not None:
            yield chunk


class EchoAudio:
    """An audio path without VAD."""

    vad: vad.VAD
    segments: SegmentFeed

    def __init__(self, rate_hz: int) -> None:
        self.echo = EchoInput(rate_hz)
        self.input: io.AudioInput = self.echo
        self.vad = None  # type: ignore[assignment]
        self.segments = SegmentFeed()

    def push(self, pcm: bytes) -> None:
        if pcm:
            self.echo.push(pcm)

    def close(self) -> None:
        self.echo.push(None)


def tone(seconds: float, hz: int = 440) -> bytes:
    """Return mono int16 PCM at 16 kHz."""
    samples = int(seconds * RATE_HZ)
    return b"".join(
        struct.pack("<h", int(12000 * math.sin(2 * math.pi * hz * index / RATE_HZ))) for index in range(samples)
    )


def frame(pcm: bytes) -> rtc.AudioFrame:
    return rtc.AudioFrame(data=pcm, sample_rate=RATE_HZ, num_channels=1, samples_per_channel=len(pcm) // 2)


async def beep(leg: SipLeg, seconds: float) -> None:
    """Play a tone as an agent's speech and wait until it was heard."""
    output = leg.audio_output
    assert output is not None
    pcm = tone(seconds)
    for start in range(0, len(pcm), 3200):
        await output.capture_frame(frame(pcm[start : start + 3200]))
    output.flush()
    await output.wait_for_playout()


async def serve_beeping(
    call: Call, leg: SipLeg, on_fact: Callable[[Fact], None], *, settings: Settings, journal: Journal, is_echo: bool
) -> None:
    """Serve one call."""
    facts = journal.open(call.call_id)

    def record(fact: Fact) -> None:
        facts.record(fact)
        on_fact(fact)

    record(
        CallStarted(
            caller_number=call.caller_number,
            dialled_number=call.dialled_number,
            trunk=call.trunk,
            dispatch_rule=call.dispatch_rule,
            room="",
            agent=call.agent,
            language="en",
            sip_call_id=call.sip_call_id,
            source_address=call.source_address,
            headers=dict(call.headers),
            worker_pid=os.getpid(),
        )
    )
    end = LegEnd(reason=EndReason.INTERNAL_ERROR)
    try:
        end = await _talk(leg, record, settings, is_echo=is_echo)
    except CallcenterError as error:
        end = (
            leg.ended.result()
            if leg.ended.done()
            else LegEnd(reason=EndReason.INTERNAL_ERROR, detail=type(error).__name__)
        )
    finally:
        await leg.hang_up(end.reason)
        if leg.recording is not None and (saved := await leg.recording.close()) is not None:
            record(saved)
        record(LegEnded(leg=leg.name, reason=end.reason, quality=leg.quality()))
        record(CallEnded(termination=terminate(end.reason), at_ms=0))
        record(WrappedUp(disposition=Disposition.ABANDONED, summary=""))
        facts.close()


async def _talk(leg: SipLeg, record: Callable[[Fact], None], settings: Settings, *, is_echo: bool) -> LegEnd:
    keys: asyncio.Queue[str] = asyncio.Queue()
    leg.on_digit(keys.put_nowait)
    leg.on_hold(lambda is_held: record(HoldChanged(is_held=is_held, at_ms=0)))
    leg.on_line(lambda line: record(LineWasPoor(**asdict(line), at_ms=0)) if line.is_poor else None)
    await leg.answer()
    record(LegAnswered(leg=leg.name, kind=leg.kind, codec=leg.codec))
    async with asyncio.TaskGroup() as group:
        acting = group.create_task(_act(leg, keys, record, settings))
        if is_echo:
            group.create_task(_echo(leg))
        else:
            await beep(leg, 0.5)
        await asyncio.wait([acting, leg.ended], return_when=asyncio.FIRST_COMPLETED)
        if acting.done():
            acting.result()
        acting.cancel()
        if not leg.ended.done():
            await leg.hang_up(EndReason.AGENT_HUNG_UP)
    return leg.ended.result()


async def _echo(leg: SipLeg) -> None:
    source, output = leg.audio_input, leg.audio_output
    assert isinstance(source, EchoInput) and output is not None
    async for chunk in source.chunks():
        if chunk:
            await output.capture_frame(frame(chunk))


async def _act(leg: SipLeg, keys: asyncio.Queue[str], record: Callable[[Fact], None], settings: Settings) -> None:
    beeping: asyncio.Task[None] | None = None
    while (key := await keys.get()) != "7":
        record(DigitPressed(digit=key, at_ms=0))
        if beeping is not None and not beeping.done() and leg.audio_output is not None:
            leg.audio_output.clear_buffer()
        if key == "1":
            await beep(leg, 1.0)
        elif key == "3":
            beeping = asyncio.create_task(beep(leg, 10.0))
        elif key == "8":
            outcome = TransferOutcome.TRANSFERRED
            try:
                await leg.transfer(
                    settings.sip.person,
                    timeout_s=settings.sip.transfer_timeout_s,
                    headers={"X-Call-Reason": "caller-asked", "X-Call-Sheet": "identity=verified;steps=a:done,b:done"},
                )
            except TransferFailed as error:
                outcome = error.reason
            record(PersonAsked(destination="", outcome=outcome, at_ms=0))
            if outcome is not TransferOutcome.TRANSFERRED:
                await beep(leg, 1.0)
        elif key == "9":
            raise RuntimeError("asked to fail")
    with suppress(asyncio.CancelledError):
        if beeping is not None:
            beeping.cancel()
