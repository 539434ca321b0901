"""Measures slot-aware endpointing against fixed endpointing: callers who read out eight digits with pauses.

Each is a call through the real audio path, recogniser and session; only the line is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from livekit.agents import Agent, AgentSession
from livekit.agents.voice import io
from livekit.agents.voice.events import ConversationItemAddedEvent
from livekit.agents.voice.turn import TurnHandlingOptions

from callcenter.bench.fixed_models import FixedLLM
from callcenter.bench.listening import percentile
from callcenter.bench.load.phone_line import LINE_HZ, Samples, over_the_line
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import choose
from callcenter.models.local.piper import Piper
from callcenter.models.phone_tuning import PHONE
from callcenter.models.speech import SpeechModels
from callcenter.models.turns.slot_endpointing import SlotEndpointing
from callcenter.settings import Settings
from callcenter.spoken.answer_shape import Slot, SlotKind

#: Groups of digits, and the pause after each but the last in seconds.
STRINGS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("four two seven one", "nine nine zero three"), 0.9),
    (("six zero", "one four", "eight eight", "two five"), 0.7),
    (("three one five seven", "two four six eight"), 1.6),
    (("nine zero two one", "three three four seven"), 2.3),
    (("five five one", "eight two six", "zero four"), 1.2),
    (("my number is", "seven three zero nine", "four one one six"), 1.4),
)
#: Calls at once: more would measure the machine.
AT_ONCE = 3
_STEP = LINE_HZ // 50


@dataclass(frozen=True, slots=True)
class _Answer:
    """One caller's answer: whether it was cut in pieces, and the wait from its last sound to the turn's end."""

    is_cut: bool
    wait_ms: float | None


async def bench_digit_strings(settings: Settings, models: SpeechModels, piper: Piper) -> dict[str, Any]:
    """Return, for fixed and slot-aware endpointing: callers cut off, and p50/p95 of the wait after the last digit."""
    calls = [await _speak(piper, groups, pause_s) for groups, pause_s in STRINGS]
    return {
        name: _summary(await _all(settings, models, calls, is_slot_aware=is_slot_aware))
        for name, is_slot_aware in (("fixed", False), ("slot_aware", True))
    }


async def _all(
    settings: Settings, models: SpeechModels, calls: Sequence[Samples], *, is_slot_aware: bool
) -> list[_Answer]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(line: Samples) -> _Answer:
        async with places:
            return await _answer(settings, models, line, is_slot_aware=is_slot_aware)

    return list(await asyncio.gather(*(one(line) for line in calls)))


async def _speak(piper: Piper, groups: Sequence[str], pause_s: float) -> Samples:
    pieces: list[Samples] = [np.zeros(LINE_HZ // 2, dtype=np.int16)]
    for group in groups:
        speech = await piper.say(group, rate_hz=LINE_HZ, due_at_s=0.0)
        # Without the pause the voice puts after a clause: ours is measured.
        pieces += [speech[: len(speech) - LINE_HZ * 60 // 1000], np.zeros(round(LINE_HZ * pause_s), dtype=np.int16)]
    return over_the_line(np.concatenate(pieces[:-1]))


async def _answer(settings: Settings, models: SpeechModels, line: Samples, *, is_slot_aware: bool) -> _Answer:
    audio = models.open_audio(sample_rate_hz=LINE_HZ)
    ordinary = PHONE.turn.delays(settings.models)
    call = models.open_call(_Line(audio.segments))
    session: AgentSession[Any] = AgentSession(
        stt=call.recogniser(choose("en", settings.models)),
        llm=FixedLLM(),
        vad=audio.vad,
        turn_handling=TurnHandlingOptions(
            turn_detection=models.turn_detection(),
            endpointing={"mode": "fixed", "min_delay": ordinary.min_s, "max_delay": ordinary.max_s},
            interruption={"mode": "vad"},
        ),
        aec_warmup_duration=None,
    )
    slot = SlotEndpointing(session, ordinary=ordinary)
    turns: list[float] = []

    def on_item(event: ConversationItemAddedEvent) -> None:
        if getattr(event.item, "role", "") == "user":
            turns.append(time.monotonic())

    session.on("conversation_item_added", on_item)
    session.input.audio = audio.input
    await session.start(Agent(instructions=""), record=False)
    if is_slot_aware:
        slot.expect(Slot(kind=SlotKind.DIGITS, min_length=8, max_length=8))
    ended_s = await _play(audio.push, line)
    # Longer than any endpointing delay.
    quiet_until_s = time.monotonic() + 4.5
    while time.monotonic() < quiet_until_s and not (turns and turns[-1] >= ended_s):
        audio.push(bytes(2 * _STEP))
        await asyncio.sleep(0.02)
    slot.close()
    audio.close()
    await session.aclose()
    await call.aclose()
    last_s = turns[-1] if turns and turns[-1] >= ended_s else None
    return _Answer(is_cut=len(turns) > 1 or last_s is None, wait_ms=(last_s - ended_s) * 1000 if last_s else None)


@dataclass(slots=True)
class _Line:
    """As much of a leg as the recogniser needs."""

    segments: SegmentFeed | None
    audio_output: io.AudioOutput | None = None


async def _play(push: Any, line: Samples) -> float:
    """Push a line's sound at its pace; return the monotonic time of its end."""
    due_s = time.monotonic()
    for at in range(0, len(line), _STEP):
        due_s += 0.02
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        push(line[at : at + _STEP].tobytes())
    return time.monotonic()


def _summary(answers: Sequence[_Answer]) -> dict[str, Any]:
    waits = [answer.wait_ms for answer in answers if answer.wait_ms is not None]
    return {
        "strings": len(answers),
        "cut_off": sum(answer.is_cut for answer in answers),
        "wait_ms": {"p50": _rounded(percentile(waits, 50)), "p95": _rounded(percentile(waits, 95))},
    }


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
