"""One worker serves, a spare waits: what happens when the worker dies, leaks, drains or can't start."""

from __future__ import annotations

import asyncio
import os
import signal
import urllib.request
from pathlib import Path

import asyncpg
import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.demo.run_demo import serving as serving_while
from callcenter.errors import PortInUse
from callcenter.store.pool import open_connection
from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.embedded.process.parent import TALLY_FILE
from tests.fakes.ports import free_port
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, PATIENCE_S
from tests.fakes.worker.supervised import Serving, first_refusal, supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.timeout(120)
async def test_worker__killed_in_mid_call__calls_are_taken_again_and_the_dead_one_is_a_server_error(
    folder: Path, fresh_url: str, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fresh_url, fork_server=fork_server) as serving:
        await serving.spare()
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        await until(lambda: any("answered" in line for line in serving.lines), what="the call")

        spare = serving.parent.spare
        os.kill(serving.active_pid, signal.SIGKILL)
        await until(lambda: serving.served == 2, what="the spare to take over")
        assert serving.workers == [spare]
        again = await callers.dial(serving.uri, caller=CALLER)
        await again.answered(timeout_s=PATIENCE_S)
        await again.hang_up()
        ended = await _ended_calls(fresh_url, 2)

    assert ("server_error", "worker-lost") in ended
    assert ("success", "caller-hung-up") in ended


@pytest.mark.timeout(120)
async def test_sockets__are_of_workers_that_serve__and_gone_with_them(folder: Path, fork_server: ForkServer) -> None:
    sockets = folder / "supervision"
    async with supervised(folder, fork_server=fork_server) as serving:
        await serving.spare()
        killed = serving.active_pid
        # A spare has no calls to step into.
        listed = [path.name for path in sockets.iterdir()]
        os.kill(killed, signal.SIGKILL)
        await until(lambda: serving.served == 2, what="the spare to take over")
        after = [path.name for path in sockets.iterdir()]
        assert (listed, after) == ([f"{killed}.sock"], [f"{serving.active_pid}.sock"])

    assert not [*sockets.iterdir()]


@pytest.mark.timeout(120)
async def test_workers__lost_one_after_another__are_all_counted_by_the_one_that_serves(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    """Prometheus sees an increase only where the figure itself goes up from one worker to the next."""
    metrics_port = free_port()
    async with supervised(folder, fork_server=fork_server, metrics_port=metrics_port) as serving:
        counts = [await asyncio.to_thread(_crashes_and_lost_calls, metrics_port)]
        finished = await callers.dial(serving.uri, caller=CALLER)
        await finished.answered(timeout_s=PATIENCE_S)
        await finished.hang_up()
        await until(lambda: any("wrapped up" in line for line in serving.lines), what="the end of the call")
        for served in (2, 3):
            await serving.spare()
            lost = await callers.dial(serving.uri, caller=CALLER)
            await lost.answered(timeout_s=PATIENCE_S)
            await until(
                lambda served=served: sum("answered" in line for line in serving.lines) == served, what="the call"
            )
            os.kill(serving.active_pid, signal.SIGKILL)
            await until(lambda served=served: serving.served == served, what="the spare to take over")
            counts.append(await asyncio.to_thread(_crashes_and_lost_calls, metrics_port))

    assert counts == [(0, 0), (1, 1), (2, 2)]


async def test_parent__killed_in_mid_call__the_next_one_counts_the_call_as_lost(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    metrics_port = free_port()
    async with supervised(folder, fork_server=fork_server) as serving:
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        await until(lambda: any("answered" in line for line in serving.lines), what="the call")
        left = (folder / TALLY_FILE).read_text()
        await call.hang_up()
    # As a parent leaves it that is killed now.
    (folder / TALLY_FILE).write_text(left)

    for _ in range(2):
        async with supervised(folder, fork_server=fork_server, metrics_port=metrics_port):
            assert await asyncio.to_thread(_crashes_and_lost_calls, metrics_port) == (1, 1)


async def test_drain__with_a_call__it_may_finish_and_new_ones_are_refused(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server) as serving:
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        serving.parent.drain()
        assert await first_refusal(callers, serving) == "503 Service Unavailable"
        assert not call.is_over
        await call.hang_up()
        # Leaving at once would hang up from this side before the caller's own end has got through.
        await until(
            lambda: any("caller-hung-up (success)" in line for line in serving.lines), what="the end of the call"
        )

    assert any("draining (server_error)" in line for line in serving.lines)


async def test_drain__asked_twice__hangs_up(folder: Path, fork_server: ForkServer, callers: SimulatedCallers) -> None:
    async with supervised(folder, fork_server=fork_server) as serving:
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        serving.parent.drain()
        serving.parent.drain()
        await call.ended(timeout_s=PATIENCE_S)

    assert any("drain-timeout (server_error)" in line for line in serving.lines)


async def test_drain__longer_than_allowed__hangs_up(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server, drain_timeout_s=0.5) as serving:
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        serving.parent.drain()
        await call.ended(timeout_s=PATIENCE_S)

    assert any("drain-timeout (server_error)" in line for line in serving.lines)


async def test_port__taken_by_another__is_named_with_a_remedy(folder: Path, fork_server: ForkServer) -> None:
    async with supervised(folder, fork_server=fork_server) as serving:
        taken = serving.port
        other = Serving(folder, "", fork_server=fork_server, bind=f"127.0.0.1:{taken}")
        with pytest.raises(PortInUse, match=str(taken)) as caught:
            await other.parent.run()
        with pytest.raises(PortInUse):
            async with serving_while(Serving(folder, "", fork_server=fork_server, bind=f"127.0.0.1:{taken}").parent):
                pass

    assert "--bind" in caught.value.remedy


async def test_parent__that_is_gone__worker_hangs_up_and_frees_the_port(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server) as serving:
        call = await callers.dial(serving.uri, caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        worker = serving.parent.stations[0].worker
        assert worker is not None
        worker.process.stdin.close()
        await call.ended(timeout_s=PATIENCE_S)
        await asyncio.wait_for(worker.gone.wait(), PATIENCE_S)

    assert any("worker-lost (server_error)" in line for line in serving.lines)


def _crashes_and_lost_calls(metrics_port: int) -> tuple[float, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    crashes = next(line for line in lines if line.startswith('callcenter_worker_restarts_total{reason="crash"'))
    lost = next(line for line in lines if line.startswith("callcenter_calls_total") and "worker-lost" in line)
    return float(crashes.split()[-1]), float(lost.split()[-1])


async def _ended_calls(url: str, count: int) -> list[tuple[str, str]]:
    query = "SELECT termination_result, termination_reason FROM call WHERE termination_reason IS NOT NULL"
    async with open_connection(url) as connection:

        async def enough() -> list[asyncpg.Record]:
            rows = await connection.fetch(query)
            return rows if len(rows) >= count else []

        rows = await until(enough, what=f"{count} calls that have ended")
    return [tuple(row) for row in rows]
