"""A fault while a worker is heard costs one message, never the worker, its end, or the run."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from callcenter.errors import TelephonyError
from callcenter.settings import SipSettings, load_settings
from callcenter.telephony.embedded.calls.call_limits import CallLimits
from callcenter.telephony.embedded.process import parent as parent_module
from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.embedded.process.parent import Parent
from callcenter.telephony.embedded.process.worker_process import WorkerProcess
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import PATIENCE_S

TALKING = "tests.fakes.worker.talking_worker"
LIMITS = CallLimits(SipSettings())


@pytest.fixture
async def fork_server() -> AsyncIterator[ForkServer]:
    yield (fork_server := ForkServer(TALKING))
    await fork_server.aclose()


def _noting(
    end: Callable[[WorkerProcess], Awaitable[None]], ended: list[int]
) -> Callable[[WorkerProcess], Awaitable[None]]:
    async def noted(worker: WorkerProcess) -> None:
        ended.append(worker.pid)
        await end(worker)

    return noted


def _parent(folder: Path, overrides: dict[str, Any], told: list[str]) -> Parent:
    return Parent(
        load_settings(data_dir=str(folder)),
        overrides,
        open_database=_no_database,
        say=told.append,
        worker_module=TALKING,
        keeps_spare=False,
    )


@asynccontextmanager
async def _no_database() -> AsyncIterator[str]:
    yield ""


async def _to_its_end(process: WorkerProcess) -> int:
    """Have a worker load and serve, end it, and return its status."""
    process.prepare({})
    await asyncio.wait_for(process.is_ready.wait(), PATIENCE_S)
    process.order("serve")
    await asyncio.wait_for(process.is_serving.wait(), PATIENCE_S)
    await process.end(timeout_s=PATIENCE_S)
    return await process.watch()


async def test_worker__lines_nobody_understands__what_it_says_after_them_is_heard(fork_server: ForkServer) -> None:
    heard: list[dict[str, Any]] = []
    process = await WorkerProcess.start(fork_server, lambda _, event: heard.append(event), limits=LIMITS)

    status = await asyncio.wait_for(_to_its_end(process), PATIENCE_S)

    assert status == 0
    assert [event["event"] for event in heard] == ["ready", "serving", "call", "call"]
    assert not process.open_calls


async def test_listener__fails_at_each_message__worker_is_heard_to_its_end(fork_server: ForkServer) -> None:
    heard: list[dict[str, Any]] = []

    def fail(_: WorkerProcess, event: dict[str, Any]) -> None:
        heard.append(event)
        raise RuntimeError

    process = await WorkerProcess.start(fork_server, fail, limits=LIMITS)

    status = await asyncio.wait_for(_to_its_end(process), PATIENCE_S)

    assert status == 0
    assert len(heard) == 4
    assert not process.open_calls


async def test_watcher__cancelled__worker_can_still_be_ended(fork_server: ForkServer) -> None:
    """As where a fault elsewhere in the parent cancels everything it had begun."""
    process = await WorkerProcess.start(fork_server, lambda *_: None, limits=LIMITS)
    watching = asyncio.create_task(process.watch())
    await asyncio.wait([watching], timeout=0)
    watching.cancel()
    await asyncio.wait([watching])
    assert watching.cancelled()

    await asyncio.wait_for(process.end(), PATIENCE_S)

    assert process.gone.is_set()
    assert await process.watch() == 0


@pytest.mark.parametrize("failing", ["say", "on_serving"])
async def test_parent__operator_can_not_be_told__calls_are_taken_and_it_drains(tmp_path: Path, failing: str) -> None:
    told: list[str] = []

    def fail(*_: object) -> None:
        told.append(failing)
        raise RuntimeError

    parent = Parent(
        load_settings(data_dir=str(tmp_path)),
        {},
        open_database=_no_database,
        say=fail if failing == "say" else lambda _: None,
        on_serving=fail if failing == "on_serving" else lambda *_: None,
        worker_module=TALKING,
        keeps_spare=False,
    )
    running = asyncio.create_task(parent.run())

    await asyncio.wait_for(parent.is_serving.wait(), PATIENCE_S)
    await until(lambda: bool(told), what="the failing listener")
    assert not running.done()
    parent.drain()
    await asyncio.wait_for(running, PATIENCE_S)


async def test_worker__loads_for_long__is_logged_and_calls_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parent_module, "LOAD_NOTICE_S", 0.2)
    told: list[str] = []
    os.mkfifo(loads_until := tmp_path / "loads-until")
    parent = _parent(tmp_path, {"loads_until": str(loads_until)}, told)
    with capture_logs() as lines:
        running = asyncio.create_task(parent.run())
        await until(lambda: any(line["event"] == "worker_still_loading" for line in lines), what="a line in the log")
    # Programs read first that calls are taken.
    assert not told
    await asyncio.to_thread(loads_until.write_bytes, b"")
    await asyncio.wait_for(parent.is_serving.wait(), PATIENCE_S)
    parent.drain()
    await asyncio.wait_for(running, PATIENCE_S)


async def test_worker__never_loads__run_ends_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent_module, "LOAD_TIMEOUT_S", 0.2)
    ended: list[int] = []
    os.mkfifo(loads_until := tmp_path / "loads-until")
    parent = _parent(tmp_path, {"loads_until": str(loads_until)}, [])
    # It is told to end as it loads, and would be killed seconds later.
    monkeypatch.setattr(WorkerProcess, "end", _noting(WorkerProcess.end, ended))
    running = asyncio.create_task(parent.run())

    await until(lambda: bool(ended), what="the worker to be told to end")
    await asyncio.to_thread(loads_until.write_bytes, b"")

    with pytest.raises(TelephonyError, match="didn't load within"):
        await asyncio.wait_for(running, PATIENCE_S)


async def test_parent__fault_of_its_own__ends_the_run_and_its_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = Parent(
        load_settings(data_dir=str(tmp_path)),
        {},
        open_database=_no_database,
        say=lambda _: None,
        worker_module=TALKING,
    )
    running = asyncio.create_task(parent.run())
    await until(lambda: parent.spare is not None and parent.spare.is_ready.is_set(), what="the spare")
    active, spare = parent.stations[0].worker, parent.spare
    assert active is not None
    assert spare is not None

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(parent.stations[0].tally, "count", fail)
    active.kill()
    await asyncio.wait([running], timeout=PATIENCE_S)

    assert running.done()
    assert running.exception() is not None
    assert spare.gone.is_set()


async def test_parent__settings_as_the_command_line_writes_them__are_read(tmp_path: Path) -> None:
    parent = Parent(
        load_settings(data_dir=str(tmp_path)),
        {"sip": {"bind": "127.0.0.1:5070", "edge": "127.0.0.1", "workers": "3"}},
        open_database=_no_database,
        say=lambda _: None,
        worker_module=TALKING,
    )

    assert [station.place.bind for station in parent.stations] == [f"127.0.0.1:{port}" for port in (5070, 5072, 5074)]
