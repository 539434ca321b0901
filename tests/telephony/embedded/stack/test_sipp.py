"""Calls from an independent SIP caller: Debian's sipp."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ports import free_port
from tests.fakes.worker.sip_serving import NUMBER, PATIENCE_S, SipWorker, serving

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.debian,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed (apt-get install sip-tester)"),
]
SCENARIOS = Path(__file__).parent / "scenarios"


async def sipp(
    worker: SipWorker,
    scenario: str,
    *,
    number: str = NUMBER,
    transport: str = "u1",
    calls: int = 1,
    timeout_s: int = 20,
) -> None:
    """Play a scenario to its end; each step has to come about."""
    process = await asyncio.create_subprocess_exec(
        "sipp",
        f"127.0.0.1:{worker.port}",
        *("-sf", str(SCENARIOS / f"{scenario}.xml"), "-s", number, "-t", transport, "-m", str(calls), "-r", "20"),
        *("-i", "127.0.0.1", "-p", str(free_port()), "-nostdin", "-timeout", f"{timeout_s}s", "-timeout_error"),
        cwd=worker.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), timeout_s + PATIENCE_S)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, output.decode(errors="replace")[-3000:]


@pytest.mark.parametrize("transport", ["u1", "t1"])
async def test_sipp__plain_call__is_served(worker: SipWorker, transport: str) -> None:
    await sipp(worker, "call", transport=transport)

    assert "caller-hung-up (success)" in await worker.line("CallEnded")


@pytest.mark.parametrize("transport", ["u1", "t1"])
async def test_sipp__options__is_answered(worker: SipWorker, transport: str) -> None:
    await sipp(worker, "options", transport=transport)


async def test_sipp__unknown_codec__gets_488_and_a_row(worker: SipWorker) -> None:
    await sipp(worker, "no_common_codec")

    assert await worker.line("CallRefused") == "refused with 488: no-common-codec"


async def test_sipp__undeclared_number__gets_404_and_a_row(worker: SipWorker) -> None:
    await sipp(worker, "undeclared", number="1000")

    assert await worker.line("CallRefused") == "refused with 404: number-not-declared"


@pytest.mark.parametrize(
    ("scenario", "outcome", "ending"),
    [
        ("transfer_accepted", "transferred", "transferred (success)"),
        ("transfer_busy", "busy", "caller-hung-up (success)"),
        ("transfer_declined", "refused", "caller-hung-up (success)"),
        ("transfer_refused", "refused", "caller-hung-up (success)"),
        ("transfer_unsupported", "unsupported", "caller-hung-up (success)"),
        ("transfer_unanswered", "unanswered", "caller-hung-up (success)"),
    ],
)
async def test_sipp__transfer__outcome_is_known_and_the_caller_is_not_lost(
    worker: SipWorker, scenario: str, outcome: str, ending: str
) -> None:
    await sipp(worker, scenario)

    assert await worker.line("PersonAsked") == f"person asked: {outcome}"
    assert ending in await worker.line("CallEnded")


async def test_sipp__no_ack__ends_at_the_establish_timeout(folder: Path, fork_server: ForkServer) -> None:
    async with serving(folder, fork_server=fork_server, sip={"establish_timeout_s": 1}) as worker:
        await sipp(worker, "no_ack")

        assert "establish-timeout (client_error)" in await worker.line("CallEnded")


async def test_sipp__caller_vanishes__ends_at_the_rtp_timeout(folder: Path, fork_server: ForkServer) -> None:
    async with serving(folder, fork_server=fork_server, sip={"rtp_timeout_s": 2}) as worker:
        await sipp(worker, "vanish", timeout_s=30)

        assert "rtp-timeout (indeterminate)" in await worker.line("CallEnded")


async def test_sipp__more_calls_than_allowed__gets_503_and_a_row(folder: Path, fork_server: ForkServer) -> None:
    async with serving(folder, fork_server=fork_server, sip={"max_calls": 1}) as worker:
        first = asyncio.create_task(sipp(worker, "call"))
        await worker.line("LegAnswered")
        await sipp(worker, "full")
        await first

        assert worker.lines("CallRefused") == ["refused with 503: too-many-calls"]
        assert any("too-many-calls (server_error)" in line for line in worker.lines("CallEnded"))


async def test_sipp__forty_calls_in_a_row__leave_nothing_behind(worker: SipWorker) -> None:
    await sipp(worker, "call", calls=40, timeout_s=60)
    await worker.quiet()
    worker.events.clear()

    health = await worker.health(lambda report: report["calls"] == 0)
    assert health["leaked"] == 0
