"""`bench turns`: is a finished sentence answered at once, and one that trails off waited for? By text and by phone.

By phone each sentence is the first of a call of its own on the product as `serve` runs it, and the wait is what the
caller hears: from their last audible sample to the agent's first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from callcenter.bench.listening import percentile
from callcenter.bench.understanding.turn_sentences import BROKEN_OFF, BROKEN_OFF_HELD_OUT, COMPLETE, COMPLETE_HELD_OUT
from callcenter.business.sample_customers import FAY
from callcenter.demo.phone.simulated_caller import SAY_HZ, SimulatedCallers
from callcenter.demo.run_demo import DIALLED, free_port, serving
from callcenter.errors import TelephonyError
from callcenter.models.local.piper import Piper
from callcenter.settings import Settings
from callcenter.spoken.answer_shape import Completeness
from callcenter.spoken.sentence import judge_sentence
from callcenter.store.pool import open_database
from callcenter.telephony.embedded.process.parent import Parent

#: An agent who answers what trails off sooner than this has cut its caller off.
CUT_OFF_MS = 1500
#: Longest wait for an answer.
PATIENCE_S = 6.0
#: Calls at once: more would measure the machine.
AT_ONCE = 2

_TABLES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "seen": (COMPLETE, BROKEN_OFF),
    "held_out": (COMPLETE_HELD_OUT, BROKEN_OFF_HELD_OUT),
}


def bench_sentences() -> dict[str, Any]:
    """Return, by part, how the sentences are judged by their words alone; ready for JSON."""
    return {
        part: {
            "complete": _verdicts(complete, wrong=Completeness.INCOMPLETE),
            "broken_off": _verdicts(broken, wrong=Completeness.COMPLETE),
        }
        for part, (complete, broken) in _TABLES.items()
    }


def _verdicts(sentences: Sequence[str], *, wrong: Completeness) -> dict[str, int]:
    verdicts = [judge_sentence(sentence) for sentence in sentences]
    right = Completeness.COMPLETE if wrong is Completeness.INCOMPLETE else Completeness.INCOMPLETE
    return {
        "sentences": len(verdicts),
        "right": verdicts.count(right),
        "left_to_the_turn_detector": verdicts.count(Completeness.OPEN),
        "wrong": verdicts.count(wrong),
    }


async def bench_turn_ends(
    settings: Settings, *, parts: Sequence[str], on_progress: Callable[[str], None]
) -> dict[str, Any]:
    """Say the sentences of `parts` (seen, held_out) by phone and return what their callers heard, ready for JSON.

    Raises:
        CallcenterError: the product can't start.
    """
    port = free_port()
    overrides: dict[str, Any] = {"sip": {"bind": f"127.0.0.1:{port}", "workers": 1}, "log": {"level": "error"}}
    result: dict[str, Any] = {}
    voice = await asyncio.to_thread(Piper.load, threads=1)
    try:
        async with open_database(settings, on_progress=on_progress):
            parent = Parent(
                settings,
                overrides,
                open_database=lambda: open_database(settings),
                say=lambda _: None,
                keeps_spare=False,
            )
            async with serving(parent), SimulatedCallers.start(codecs=("pcmu",), timeout_s=60) as callers:
                for part in parts:
                    complete, broken = _TABLES[part]
                    on_progress(f"{part}: {len(complete)} whole and {len(broken)} broken-off sentences…")
                    whole = await _waits(callers, port, voice, complete)
                    cut = await _waits(callers, port, voice, broken)
                    result[part] = {"complete": _complete(complete, whole), "broken_off": _broken(broken, cut)}
    finally:
        voice.close()
    return result


async def _waits(callers: SimulatedCallers, port: int, voice: Piper, sentences: Sequence[str]) -> list[int | None]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(sentence: str) -> int | None:
        async with places:
            pcm = (await voice.say(sentence.rstrip("."), rate_hz=SAY_HZ, due_at_s=0.0)).tobytes()
            return await _wait(callers, port, pcm)

    return list(await asyncio.gather(*(one(sentence) for sentence in sentences)))


async def _wait(callers: SimulatedCallers, port: int, pcm: bytes) -> int | None:
    """Say one sentence after the greeting; return the wait for the answer in ms, None if none came."""
    phone = await callers.dial(f"sip:{DIALLED}@127.0.0.1:{port}", caller=FAY.phone_number)
    try:
        await phone.answered(timeout_s=20)
        await phone.agent_silent(pause_s=1.0, timeout_s=30)
        _, ended_s = await phone.say(pcm)
        await phone.agent_speaks(after_s=ended_s, timeout_s=PATIENCE_S)
    except TelephonyError:
        return None
    finally:
        if not phone.is_over:
            await phone.hang_up(timeout_s=15)
    return phone.answers_ms()[-1]


def _complete(sentences: Sequence[str], waits: Sequence[int | None]) -> dict[str, Any]:
    known = [wait for wait in waits if wait is not None]
    return {
        "sentences": len(sentences),
        "unanswered": len(sentences) - len(known),
        "answer_ms": {f"p{at}": round(percentile(known, at) or 0) for at in (50, 95)},
        "later_than_1200_ms": sum(wait > 1200 for wait in known),
        "details": dict(zip(sentences, waits, strict=True)),
    }


def _broken(sentences: Sequence[str], waits: Sequence[int | None]) -> dict[str, Any]:
    return {
        "sentences": len(sentences),
        "cut_off": sum(wait is not None and wait < CUT_OFF_MS for wait in waits),
        "details": dict(zip(sentences, waits, strict=True)),
    }
