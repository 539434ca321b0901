"""`bench calls`: the single machine under real calls, measured from the caller's side of the RTP.

The product runs as `serve` runs it, a worker under its parent; the callers are another process with its own SIP
stack. With `fixed` models the figures are our own path's; with `hosted` the real plugins' for hosted models are in it,
which talk to servers of their protocols in one more process; with `local` they are the whole machine's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

import asyncpg
import psutil

from callcenter.bench.listening import FRAME_MS, gaps, loudness, percentile, responses, stretches
from callcenter.bench.load.served import Order, served
from callcenter.bench.load.viewers import floor_viewers
from callcenter.bench.wire.wire_models import wire_models
from callcenter.business.sample_customers import FAY
from callcenter.demo.phone.simulated_caller import SAY_HZ, SimulatedCall, SimulatedCallers
from callcenter.demo.run_demo import DIALLED, free_port
from callcenter.errors import TelephonyError
from callcenter.models.local.piper import Piper
from callcenter.settings import Settings
from callcenter.store.pool import open_database, open_pool
from callcenter.telephony.embedded.entry.place import Place, places
from callcenter.telephony.embedded.port_check import split_bind
from callcenter.telephony.embedded.process.parent import WORKER_MODULE

FIXED_WORKER = "callcenter.bench.load.fixed_worker"
#: What every caller says over and over; with local models it is a question that billing answers from Postgres.
QUESTION = "How much do I owe you?"
#: Seconds between two callers' dialling, and the longest a caller waits for an answer.
STAGGER_S, PATIENCE_S = 0.25, 8.0
#: A silence this near to one of the voice's own pauses is that pause: two frames of 20 ms either way.
PAUSE_TOLERANCE_MS = 40
#: Seconds between two looks at the memory: each makes the kernel count pages, for which the workers stand still.
MEMORY_S = 5.0
#: Silence after which the agent has finished: longer than its pauses between sentences.
AGENT_PAUSE_S = 1.0


@dataclass(slots=True, kw_only=True)
class CallFigures:
    """One call as its caller heard it. Times in ms; None is a turn that was never answered."""

    invite_to_ok_ms: float
    invite_to_audio_ms: float | None
    response_ms: list[int | None] = field(default_factory=list)
    gap_ms: list[int] = field(default_factory=list)
    mos: float | None = None


async def bench_calls(
    settings: Settings,
    *,
    models: str,
    counts: Sequence[int],
    seconds: float,
    on_progress: Callable[[str], None],
    viewers: int = 0,
) -> dict[str, Any]:
    """Measure with each number of calls at once and return the figures, ready for JSON.

    Args:
        settings: All settings; the SIP port is a free one on loopback. Several workers have Kamailio before them.
        models: `fixed`, `hosted` or `local`.
        counts: Numbers of calls at once.
        seconds: How long each load lasts.
        on_progress: Told in words what is happening.
        viewers: Pages of the live floor that are open in every second load; with any, each number of calls comes twice.
    """
    port = free_port()
    sip = settings.sip.model_copy(update={"bind": f"127.0.0.1:{port}", "max_calls": max(counts) + 5, "edge": ""})
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(open_database(settings, on_progress=on_progress))
        overrides: dict[str, Any] = {
            "sip": sip.model_dump(include={"bind", "max_calls", "workers", "edge"}),
            "log": {"level": "error"},
            "database_url": url,
            # By its URL alone ours would be taken for somebody's.
            "sample_data": _sample_data(settings),
            **(await stack.enter_async_context(wire_models()) if models == "hosted" else {}),
        }
        voice = await speak(QUESTION)
        on_progress("Loading…")
        began_s = time.monotonic()
        module = FIXED_WORKER if models == "fixed" else WORKER_MODULE
        parent = await stack.enter_async_context(served(Order(settings=overrides, module=module)))
        ready_s = time.monotonic() - began_s
        rows: list[dict[str, Any]] = []
        # A real voice pauses by itself; what the first load's lone speech has is not a gap of ours.
        pauses: set[int] | None = None if models == "local" else set()
        pool = await stack.enter_async_context(await open_pool(url, max_size=2))
        for count, watched in [(count, eyes) for count in counts for eyes in ((0, viewers) if viewers else (0,))]:
            by = f", seen by {watched}" if watched else ""
            on_progress(f"{count} call{'s' if count > 1 else ''} at once for {seconds:g} s{by}…")
            async with AsyncExitStack() as beside:
                floor = await beside.enter_async_context(floor_viewers(settings, url, watched)) if watched else None
                row, heard = await _load(count, port, parent, places(sip, 0), seconds, voice, pool, pauses)
                pauses = heard if pauses is None else pauses
                seen = floor.figures() if floor is not None else {}
            rows.append({**row, **seen, "against_one_call": against_one_call(row, rows)})
            await asyncio.sleep(2)
    return {"models": models, "workers": sip.workers, "seconds": seconds, "ready_s": round(ready_s, 2), "loads": rows}


def _sample_data(settings: Settings) -> str:
    if settings.sample_data != "auto":
        return settings.sample_data
    return "off" if settings.database_url.get_secret_value() else "on"


def against_one_call(row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> float | None:
    """Return a load's 95th percentile over that of one call, if one call was measured."""
    alone = next((one["response_ms"]["p95"] for one in [*rows, row] if one["calls"] == 1), None)
    return round(row["response_ms"]["p95"] / alone, 2) if alone and row["response_ms"]["p95"] else None


async def _load(
    count: int,
    port: int,
    parent: psutil.Process,
    found: Sequence[Place],
    seconds: float,
    voice: bytes,
    pool: asyncpg.Pool,
    pauses: set[int] | None,
) -> tuple[dict[str, Any], set[int]]:
    """Hold so many calls at once; return what was measured and the lengths of all silences in the agent's speech.

    `pauses` are the voice's own; None takes this load's as that.
    """
    workers = [worker_process(split_bind(place.bind)[1], of=parent) for place in found]
    family = [parent, *parent.children(recursive=True)]
    # Kamailio works for the calls, too.
    measured = [*workers, *(child for child in family if child.name() == "kamailio")]
    # Parent, workers and spare, and not the Kamailio that few have.
    held = [one for one in family if one.name() != "kamailio"]
    since = await pool.fetchval("SELECT clock_timestamp()")
    async with SimulatedCallers.start(codecs=("pcmu",), timeout_s=60) as callers:
        phones: list[SimulatedCall] = []
        talking: list[asyncio.Task[None]] = []
        is_over = asyncio.Event()
        for _ in range(count):
            phone = await callers.dial(f"sip:{DIALLED}@127.0.0.1:{port}", caller=FAY.phone_number)
            # At once, as callers do: would all begin when the last is up, they asked at the same moments ever after.
            talking.append(asyncio.create_task(_talk(phone, voice, is_over)))
            phones.append(phone)
            await asyncio.sleep(STAGGER_S)
        await asyncio.gather(*(phone.answered(timeout_s=20) for phone in phones))
        begun_s = time.monotonic()
        cpu_before_s, rss_mb, pss_mb = _cpu_s(measured), 0, 0
        asyncio.get_running_loop().call_later(seconds, is_over.set)
        while not all(task.done() for task in talking):
            rss_mb = max(rss_mb, sum(worker.memory_info().rss for worker in workers) // 2**20)
            pss_mb = max(pss_mb, _pss_mb(held))
            await asyncio.sleep(MEMORY_S)
        lasted_s = time.monotonic() - begun_s
        cpu_s = _cpu_s(measured) - cpu_before_s
        await asyncio.gather(*talking)
        figures = [await _listen(phone, since_s=begun_s) for phone in phones]
        await asyncio.gather(*(phone.hang_up(timeout_s=15) for phone in phones if not phone.is_over))
    decided_ms = await _after_decision(pool, since)
    silences = {gap for call in figures for gap in call.gap_ms}
    own = silences if pauses is None else pauses
    for call in figures:
        call.gap_ms = [gap for gap in call.gap_ms if not any(abs(gap - pause) <= PAUSE_TOLERANCE_MS for pause in own)]
    row = _summary(count, figures, cpu_s / (count * lasted_s / 60), decided_ms)
    return {**row, "worker_rss_mb": rss_mb, "memory_mb": pss_mb}, silences


async def _talk(phone: SimulatedCall, voice: bytes, is_over: asyncio.Event) -> None:
    """Once answered, ask again and again, each time the agent has finished."""
    await phone.answered(timeout_s=20)
    while not (is_over.is_set() or phone.is_over):
        try:
            await phone.agent_silent(pause_s=AGENT_PAUSE_S, timeout_s=30)
            _, ended_s = await phone.say(voice)
            await phone.agent_speaks(after_s=ended_s, timeout_s=PATIENCE_S)
        except TelephonyError:
            continue  # a missed turn: it shows in the figures


async def _listen(phone: SimulatedCall, *, since_s: float) -> CallFigures:
    """Return what a caller heard; of what they said before all calls were up (monotonic time) nothing counts."""
    heard = await phone.heard()
    levels = loudness(heard.pcm, heard.rate_hz)
    began_ms = round(heard.began_at_s * 1000)
    found = stretches(levels, start_ms=began_ms)
    dialled_ms = (phone.dialled_at_s or 0.0) * 1000
    said = [(round(start * 1000), round(end * 1000)) for start, end in phone.said if start >= since_s]
    return CallFigures(
        invite_to_ok_ms=((phone.answered_at_s or 0.0) - (phone.dialled_at_s or 0.0)) * 1000,
        invite_to_audio_ms=found[0].start_ms - dialled_ms if found else None,
        response_ms=responses(said[:-1], found) if len(said) > 1 else responses(said, found),
        gap_ms=gaps(levels),
        mos=phone.mos,
    )


async def _after_decision(pool: asyncpg.Pool, since: Any) -> list[float]:
    """Return from the call log, for each answer, the ms from the decision that the turn has ended to first audio."""
    await asyncio.sleep(1)
    rows = await pool.fetch(
        "SELECT t.response_ms - t.end_of_turn_ms AS ms FROM turn t JOIN call c USING (call_id)"
        " WHERE c.started_at >= $1 AND t.response_ms IS NOT NULL AND t.end_of_turn_ms IS NOT NULL",
        since,
    )
    return [float(row["ms"]) for row in rows]


def _summary(count: int, figures: Sequence[CallFigures], cpu: float, decided_ms: Sequence[float]) -> dict[str, Any]:
    answered = [value for call in figures for value in call.response_ms if value is not None]
    turns = sum(len(call.response_ms) for call in figures)
    first_audio = [call.invite_to_audio_ms for call in figures if call.invite_to_audio_ms is not None]
    holes = [gap for call in figures for gap in call.gap_ms]
    return {
        "calls": count,
        "turns": turns,
        "turns_missed": turns - len(answered),
        "response_ms": spread(answered),
        "after_end_of_turn_ms": spread(decided_ms),
        "invite_to_ok_ms": spread([call.invite_to_ok_ms for call in figures]),
        "invite_to_audio_ms": spread(first_audio),
        "gaps": {"count": len(holes), "longest_ms": max(holes, default=0), "frame_ms": FRAME_MS},
        "cpu_s_per_call_minute": round(cpu, 3),
        "details": [asdict(call) for call in figures] if count == 1 else [],
    }


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Return the median and the 95th percentile, rounded; None of nothing."""
    p50, p95 = percentile(values, 50), percentile(values, 95)
    return {"p50": round(p50) if p50 is not None else None, "p95": round(p95) if p95 is not None else None}


def worker_process(port: int, *, of: psutil.Process | None = None) -> psutil.Process:
    """Return the process that listens on the SIP port: the worker, a child of `of` (of ours, by default).

    Raises:
        TelephonyError: there is none.
    """
    for child in (of or psutil.Process()).children(recursive=True):
        if any(entry.laddr and entry.laddr.port == port for entry in child.net_connections("inet")):
            return child
    raise TelephonyError("No worker listens on the SIP port.", remedy="Run `callcenter doctor`.")


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(one.user + one.system for one in times))


def _pss_mb(processes: Sequence[psutil.Process]) -> int:
    """Return the memory of processes together, pages that they share counted once (PSS)."""
    return int(sum(process.memory_full_info().pss for process in processes) // 2**20)


async def speak(text: str) -> bytes:
    """Return the text spoken by piper: mono int16, 16 kHz."""
    piper = await asyncio.to_thread(Piper.load, threads=1)
    try:
        return (await piper.say(text, rate_hz=SAY_HZ, due_at_s=time.monotonic())).tobytes()
    finally:
        piper.close()
