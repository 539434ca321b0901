"""A running call of `serve`, watched, whispered to, spoken into, taken over, given back and hung up by supervisors."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from callcenter.domain.record.call_event import SupervisorActed
from callcenter.errors import SupervisorRefused
from callcenter.settings import Settings
from callcenter.store.call_log.running_calls import find_running, running_calls
from callcenter.store.pool import open_connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.telephony import supervising
from callcenter.telephony.embedded.supervision.place import sockets_folder
from callcenter.telephony.embedded.supervision.socket_supervisor import at_call
from tests.contract.line import Caller
from tests.contract.test_stepping_in import every_step
from tests.fakes.served import Served, served
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S
from tests.fakes.worker.watching import Watching, following

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(280)]


@asynccontextmanager
async def watching(folder: Path, call_id: str, identity: str) -> AsyncIterator[Watching]:
    async with at_call(Settings(data_dir=folder), call_id, identity) as supervisor:
        async with following(supervisor) as watcher:
            yield watcher


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def serving() -> AsyncIterator[Served]:
    # As root Postgres is another user, who may not pass pytest's own folders.
    with tempfile.TemporaryDirectory(prefix="cc-in-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        async with served(folder, {}) as running:
            running.folder = folder  # type: ignore[attr-defined]
            yield running


@dataclass
class SingleMachine:
    """`callcenter serve` and a phone."""

    folder: Path
    serving: Served
    callers: SimulatedCallers

    async def call(self) -> Caller:
        phone = await self.callers.dial(self.serving.uri(NUMBER), caller=CALLER)
        await phone.answered(timeout_s=PATIENCE_S)
        await phone.agent_speaks(timeout_s=PATIENCE_S)
        return phone

    @asynccontextmanager
    async def supervisor(self, identity: str) -> AsyncIterator[CallSupervisor]:
        settings = Settings(data_dir=self.folder)
        with embedded_postgres(settings.postgres_dir) as url:
            async with open_connection(url) as connection:
                # Its first facts are on their way to Postgres for a tenth of a second.
                await until(partial(running_calls, connection), timeout_s=PATIENCE_S, what="the call in the call log")
                call = await find_running(connection, "last")
        async with supervising.at_call(settings, call, identity) as supervisor:
            yield supervisor


@asynccontextmanager
async def call_of(serving: Served, callers: SimulatedCallers) -> AsyncIterator[tuple[SimulatedCall, str, Path]]:
    """A greeted call and its id, as `calls live` has it."""
    folder: Path = serving.folder  # type: ignore[attr-defined]
    call = await callers.dial(serving.uri(NUMBER), caller=CALLER)
    await call.answered(timeout_s=PATIENCE_S)
    await call.agent_silent(timeout_s=PATIENCE_S)
    (line,) = json.loads(await calls(folder, "live", "--json"))
    yield call, line["call_id"], folder
    if not call.is_over:
        await call.hang_up()


async def calls(folder: Path, *arguments: str) -> str:
    """Run `callcenter calls` and return what it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.cli.main",
        "calls",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"CALLCENTER_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()


async def test_single_machine__every_step__is_done_and_on_record(serving: Served, callers: SimulatedCallers) -> None:
    await every_step(SingleMachine(serving.folder, serving, callers))  # type: ignore[attr-defined]


async def test_live__a_running_call__shows_state_agent_and_last_words(
    serving: Served, callers: SimulatedCallers
) -> None:
    async with call_of(serving, callers) as (call, call_id, folder):
        (line,) = json.loads(await calls(folder, "live", "--json"))
        (path,) = [path for path in sockets_folder(Settings(data_dir=folder)).iterdir() if path.is_socket()][:1]
        mode = stat.S_IMODE(path.stat().st_mode)

    assert (line["call_id"], line["state"], line["agent"], line["from"]) == (call_id, "talking", "triage", CALLER)
    assert line["last_words"]["speaker"] == "agent"
    assert mode == 0o600
    assert call.is_over


async def test_supervisor_who_leaves__having_taken_over__has_given_back(
    serving: Served, callers: SimulatedCallers
) -> None:
    async with call_of(serving, callers) as (_, call_id, folder), watching(folder, call_id, "ben") as ben:
        async with watching(folder, call_id, "anna") as anna:
            await anna.supervisor.take_over()
        await ben.fact(SupervisorActed, identity="anna", method="give_back")
        await ben.fact(SupervisorActed, identity="anna", method="leave")
        await ben.supervisor.take_over()


async def test_call__that_is_nowhere__is_refused(serving: Served) -> None:
    with pytest.raises(SupervisorRefused, match="carries the call"):
        async with at_call(Settings(data_dir=serving.folder), "call_nobody_has", "anna"):  # type: ignore[attr-defined]
            pass
