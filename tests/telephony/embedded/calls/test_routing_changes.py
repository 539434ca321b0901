"""Numbers that come and go while calls run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, SipWorker, greeted, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
NEW = "+18005550177"


def declare(worker: SipWorker, numbers: list[str] | None) -> None:
    """Put other numbers in force."""
    (worker.folder / "numbers.json").write_text(json.dumps(numbers))


async def outcome(callers: SimulatedCallers, worker: SipWorker, number: str) -> str:
    """Dial and return `answered`, or how the call was refused."""
    call = await callers.dial(worker.uri(number), caller=CALLER)
    await until(lambda: call.is_over or call.answered_at_s is not None, what="an answer")
    if call.is_over:
        return call.end_reason
    await call.hang_up()
    return "answered"


async def test_number__declared_while_a_call_runs__is_served_and_the_call_goes_on(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        ongoing = await greeted(callers, worker)
        assert await outcome(callers, worker, NEW) == "404 Not Found"
        declare(worker, [NUMBER, NEW])
        await until(lambda: any(event["event"] == "numbers" for event in worker.events), what="the new numbers")

        assert await outcome(callers, worker, NEW) == "answered"
        assert not ongoing.is_over
        await ongoing.press("1")
        await ongoing.hang_up()


async def test_number__taken_away__gets_404_though_the_stack_still_announces_its_calls(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        declare(worker, [NEW])
        await until(lambda: any(event["event"] == "numbers" for event in worker.events), what="the new numbers")

        assert await outcome(callers, worker, NUMBER) == "404 Not Found"
        assert await worker.line("CallRefused") == "refused with 404: number-not-declared"


async def test_trunk__for_any_number__takes_any_and_refuses_with_404(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    (folder / "numbers.json").write_text("null")
    async with serving(folder, fork_server=fork_server) as worker:
        assert await outcome(callers, worker, "+4930123456") == "answered"
        assert await outcome(callers, worker, "999") == "404 Not Found"


async def test_call__headers_and_sender__reach_the_journal(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with serving(folder, fork_server=fork_server, sip={"headers": ["X-Account"]}) as worker:
        call = await greeted(callers, worker, headers={"X-Account": "42", "X-Other": "no"})
        await call.hang_up(timeout_s=PATIENCE_S)
        await worker.quiet()

        file = next((folder / "journal").glob("*.jsonl"))
        started = json.loads(file.read_text().splitlines()[0])["data"]
    assert started["headers"]["x-account"] == "42"
    assert "x-other" not in started["headers"]
    assert started["source_address"] == "127.0.0.1"
    assert started["caller_number"] == CALLER
    assert started["dialled_number"] == NUMBER
    assert started["sip_call_id"]
