"""Measures a cluster's worst minutes on a real pair, with workers and phones of our own (docs/measured.md has figures).

    LIVEKIT_URL=... LIVEKIT_API_KEY=... LIVEKIT_API_SECRET=... LIVEKIT_SIP_URI=... \
        uv run python -m tests.contract.measure callers --count 20 --within 5

Models answer at once, by Deepgram's, OpenAI's and Rime's wire protocols, from servers of this process. Everything is on
one machine: livekit-server, livekit-sip, Redis, Postgres, the worker, the models and the phones share its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcenter.bench.load.calls import spread
from callcenter.demo.phone.simulated_caller import SimulatedCall
from callcenter.errors import TelephonyError
from callcenter.runtime import prepare_database
from callcenter.settings import Settings
from callcenter.store.pool import open_pool
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.store.postgres.postgres_process import start_server, stop_server
from callcenter.tasks import cancel
from tests.contract.line import PATIENCE_S, SPEECH, Routing, logged
from tests.contract.real_pair import RealPair, real_pair
from tests.fakes.pace import lasts

NUMBER = "+18005550190"
#: Seconds a caller may sit without a sound or an end before they count as left in silence.
SILENCE_S = 5.0
#: Seconds for which a dead job's last sound may still begin.
ON_ITS_WAY_S = 0.3


@dataclass
class Stage:
    """The pair with its routing applied, and where its Postgres lives."""

    pair: RealPair
    postgres: Path
    _callers: int = 0

    async def dial(self) -> SimulatedCall:
        self._callers += 1
        return await self.pair.dial(NUMBER, caller=f"+1202555{self._callers:04d}")


async def heard(caller: SimulatedCall, *, after_s: float, timeout_s: float = PATIENCE_S) -> float | None:
    """Return after how many seconds the agent spoke; None where the call ended first or nothing came."""
    try:
        return await caller.agent_speaks(after_s=after_s, timeout_s=timeout_s) - after_s
    except TelephonyError:
        return None


@asynccontextmanager
async def talking(calls: Sequence[SimulatedCall]) -> AsyncIterator[None]:
    """Have callers say something now and then: an agent takes leave of one who says nothing for half a minute."""

    async def talk(caller: SimulatedCall) -> None:
        with suppress(TelephonyError):
            while not caller.is_over:
                await lasts(8.0)
                await caller.say(SPEECH)

    tasks = [asyncio.create_task(talk(caller)) for caller in calls]
    try:
        yield
    finally:
        await cancel(*tasks)


async def callers(stage: Stage, count: int, within_s: float, turns: int, idle: int, most: int) -> dict[str, Any]:
    """Have callers come in a burst and each ask a few times."""
    async with stage.pair.worker(idle_jobs=idle, max_calls=most) as worker:
        await worker.warm(idle, timeout_s=20.0 + 5.0 * idle)
        one = await _ask(await _come(stage, 1, 0.0), turns)
        many = await _ask(await _come(stage, count, within_s), turns)
    return {"one": one, "many": many}


async def _come(stage: Stage, count: int, within_s: float) -> list[tuple[SimulatedCall, float]]:
    came = []
    for number in range(count):
        came.append((await stage.dial(), time.monotonic()))
        if number + 1 < count:
            await lasts(within_s / count)
    return came


async def _ask(came: Sequence[tuple[SimulatedCall, float]], turns: int) -> dict[str, Any]:
    cut_short = 0

    async def one(caller: SimulatedCall, at_s: float) -> tuple[float | None, float | None]:
        first_s = await heard(caller, after_s=at_s)
        ended_s = caller.ended_at_s - at_s if caller.ended_at_s is not None else None
        if first_s is not None:
            with suppress(TelephonyError):
                for _ in range(turns):
                    await lasts(2.0)
                    await caller.say(SPEECH[: len(SPEECH) // 2])
                    await lasts(3.0)
            nonlocal cut_short
            cut_short += caller.is_over
            await caller.hang_up()
        return first_s, ended_s

    outcomes = await asyncio.gather(*(one(caller, at_s) for caller, at_s in came))
    served = [first_s for first_s, _ in outcomes if first_s is not None]
    refused = [ended_s for first_s, ended_s in outcomes if first_s is None and ended_s is not None]
    waits = [ms for caller, _ in came for ms in caller.answers_ms()]
    return {
        "callers": len(came),
        "served": len(served),
        "served_ms": spread([1000 * one for one in served]),
        "slowest_ms": round(1000 * max(served, default=0)),
        "refused": len(refused),
        "slowest_refusal_ms": round(1000 * max(refused, default=0)),
        "in_silence": len(came) - sum(one <= SILENCE_S for one in (*served, *refused)),
        "reasons": dict(Counter(caller.end_reason for caller, _ in came if caller.answered_at_s is None)),
        "each_ms": [_fate(first_s, ended_s) for first_s, ended_s in outcomes],
        "cut_short": cut_short,
        "answers": sum(ms is not None for ms in waits),
        "unanswered": sum(ms is None for ms in waits),
        "answer_ms": spread([ms for ms in waits if ms is not None]),
    }


def _fate(first_s: float | None, ended_s: float | None) -> str:
    """Say what became of a caller, and after how many ms."""
    if first_s is not None:
        return f"served {1000 * first_s:.0f}"
    return f"refused {1000 * ended_s:.0f}" if ended_s is not None else "silence"


async def kills(stage: Stage, count: int, at_once: int) -> dict[str, Any]:
    """Kill the jobs of calls, a few at a time, and see what becomes of their callers."""
    again: list[float] = []
    ended: list[float] = []
    lost = 0
    # Warm jobs for a batch's calls, and for those that take them over.
    async with stage.pair.worker(idle_jobs=2 * at_once) as worker:
        for _ in range(count // at_once):
            await worker.settled()
            calls = [caller for caller, _ in await _come(stage, at_once, 1.0)]
            await asyncio.gather(*(heard(caller, after_s=0.0) for caller in calls))
            await lasts(1.0)
            at_s = time.monotonic()
            killed = worker.serving()
            for process in killed:
                process.kill()
            if len(killed) != at_once:
                raise SystemExit(f"{len(killed)} jobs serve {at_once} calls")
            # What was on its way when the job died is heard a little later; a new agent may begin half a second after.
            found = await asyncio.gather(*(heard(caller, after_s=at_s + ON_ITS_WAY_S) for caller in calls))
            for caller, waited_s in zip(calls, found, strict=True):
                if waited_s is not None:
                    again.append(waited_s + ON_ITS_WAY_S)
                    await caller.hang_up()
                elif caller.ended_at_s is not None:
                    ended.append(caller.ended_at_s - at_s)
                else:
                    lost += 1
            await lasts(1.0)
        await lasts(35)
    rows = await stage.pair.log()
    return {
        "killed": count,
        "served_again": len(again),
        "served_again_ms": spread([1000 * one for one in again]),
        "slowest_ms": round(1000 * max(again, default=0)),
        "put_down": len(ended),
        "in_silence": lost,
        "rows": len(rows),
        "reasons": dict(Counter(row.termination_reason or "not ended" for row in rows)),
    }


async def postgres_gone(stage: Stage, count: int, seconds: float) -> dict[str, Any]:
    """Stop Postgres under calls, have others come meanwhile, start it again, and look for every call's facts."""
    async with stage.pair.worker(idle_jobs=4):
        before = [caller for caller, _ in await _come(stage, count, 2.0)]
        await asyncio.gather(*(heard(caller, after_s=0.0) for caller in before))
        await asyncio.to_thread(stop_server, stage.postgres)
        gone_s = time.monotonic()
        async with talking(before[1:]):
            came = await _come(stage, count, 4.0)
            waits = await asyncio.gather(*(heard(caller, after_s=at_s) for caller, at_s in came))
            await before[0].hang_up()
            async with talking([caller for caller, _ in came]):
                await lasts(max(0.0, gone_s + seconds - time.monotonic()))
        still = sum(not caller.is_over for caller in (*before[1:], *(caller for caller, _ in came)))
        await asyncio.to_thread(start_server, stage.postgres)
        for caller in (*before[1:], *(caller for caller, _ in came)):
            if not caller.is_over:
                await caller.hang_up()
        rows = await _rows(stage, 2 * count, timeout_s=90)
    return {
        "calls": 2 * count,
        "gone_s": seconds,
        "went_on": still,
        "expected_to_go_on": 2 * count - 1,
        "served_meanwhile_ms": spread([1000 * one for one in waits if one is not None]),
        "rows": len(rows),
        "reasons": dict(Counter(row.termination_reason or "not ended" for row in rows)),
    }


async def rollout(stage: Stage, count: int, seconds: float) -> dict[str, Any]:
    """Replace the worker under calls while others come, as a rollout does: the new one first, then SIGTERM."""
    async with stage.pair.worker(idle_jobs=4) as old:
        held = [caller for caller, _ in await _come(stage, count, 3.0)]
        await asyncio.gather(*(heard(caller, after_s=0.0) for caller in held))
        async with talking(held), stage.pair.worker(idle_jobs=4) as new:
            await new.warm(4, timeout_s=40)
            old.drain()
            came = await _come(stage, round(seconds / 2), seconds)
            waits = await asyncio.gather(*(heard(caller, after_s=at_s) for caller, at_s in came))
            dropped = sum(caller.is_over for caller in held)
            for caller in (*held, *(caller for caller, _ in came)):
                if not caller.is_over:
                    await caller.hang_up()
            await old.stopped(timeout_s=PATIENCE_S)
            rows = await _rows(stage, len(held) + len(came), timeout_s=PATIENCE_S)
    return {
        "held": len(held),
        "dropped": dropped,
        "came_meanwhile": len(came),
        "served": sum(one is not None for one in waits),
        "served_ms": spread([1000 * one for one in waits if one is not None]),
        "slowest_ms": round(1000 * max((one for one in waits if one is not None), default=0)),
        "rows": len(rows),
        "reasons": dict(Counter(row.termination_reason or "not ended" for row in rows)),
    }


async def _rows(stage: Stage, count: int, *, timeout_s: float) -> Sequence[Any]:
    """Wait until so many calls have ended on record; return what there is."""
    until_s = time.monotonic() + timeout_s
    while True:
        pool = await open_pool(stage.pair.database_url, max_size=1)
        rows = await logged(pool)
        await pool.close()
        if sum(row.termination_reason is not None for row in rows) >= count or time.monotonic() > until_s:
            return rows
        await lasts(0.5)


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """The pair, with a Postgres of its own that may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="cc-measure-"))
    folder.chmod(0o755)
    postgres = embedded_postgres(folder / "pg")
    url = await asyncio.to_thread(postgres.__enter__)
    try:
        await prepare_database(url, Settings())
        pool = await open_pool(url, max_size=2)
        async with real_pair(folder, url, pool) as pair:
            place = pair.models.url.removeprefix("http://")
            pair.environment |= {
                "GROQ_API_KEY": "groq-key",
                "CALLCENTER_MODELS__LLM": f"groq/llama-3.3-70b-versatile@http://{place}/v1",
            }
            files = Routing(folder / "routing", pair.settings, owner=pair.settings.worker.agent_name)
            files.add("measured", NUMBER)
            await files.apply()
            try:
                yield Stage(pair, folder / "pg")
            finally:
                await files.remove()
                pool.terminate()
    finally:
        await asyncio.to_thread(postgres.__exit__, None, None, None)
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(work: Callable[[Stage], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    async with staged() as stage:
        return await work(stage)


def main() -> None:
    """Measure what the command line says and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["callers", "kills", "postgres", "rollout"])
    parser.add_argument("--count", type=int, default=20, help="callers, or kills")
    parser.add_argument("--within", type=float, default=5.0, help="seconds in which they come")
    parser.add_argument("--turns", type=int, default=3, help="questions of each caller")
    parser.add_argument("--idle", type=int, default=4, help="jobs kept warm (CALLCENTER_WORKER__IDLE_JOBS)")
    parser.add_argument("--most", type=int, default=20, help="calls of the worker (CALLCENTER_WORKER__MAX_CALLS)")
    parser.add_argument("--at-once", type=int, default=4, help="jobs killed at once")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long Postgres is gone, or a rollout lasts")
    given = parser.parse_args()
    works: dict[str, Callable[[Stage], Awaitable[dict[str, Any]]]] = {
        "callers": lambda stage: callers(stage, given.count, given.within, given.turns, given.idle, given.most),
        "kills": lambda stage: kills(stage, given.count, given.at_once),
        "postgres": lambda stage: postgres_gone(stage, given.count, given.seconds),
        "rollout": lambda stage: rollout(stage, given.count, given.seconds),
    }
    print(json.dumps(asyncio.run(_measure(works[given.what])), indent=2))


if __name__ == "__main__":
    main()
