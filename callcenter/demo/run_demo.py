"""Sets the demo up: the product on a free loopback port, a caller of its own process, and somebody to watch."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg

from callcenter.demo.caller import CALL_TIMEOUT_S, Caller
from callcenter.demo.follow import follow
from callcenter.demo.phone.simulated_caller import SAY_HZ, Incoming, SimulatedCallers
from callcenter.demo.scenarios import Scenario
from callcenter.domain.record.call_event import Fact
from callcenter.domain.record.call_record import CallRecord
from callcenter.errors import TelephonyError
from callcenter.models.local.piper import Piper
from callcenter.settings import Settings, shipped
from callcenter.store.call_log.calls import load_call
from callcenter.store.pool import open_database, open_pool
from callcenter.tasks import TaskGroup
from callcenter.telephony.embedded.process.parent import Parent

#: The sample business's number, which the shipped trunk and dispatch rule take.
DIALLED = "+18005550100"
#: Where free ports are looked for: below RTP's default range and the system's ephemeral ones.
_PORTS = (10_000, 16_000)
#: Longest wait for the product to be ready.
READY_TIMEOUT_S = 240.0
#: Longest wait for the product to end.
STOP_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """How a demo came out: the call as the log has it, and whether the caller's wish is a fact in Postgres.

    `answers_ms` are the waits for the agents' answers as the caller heard them, from the last audible sample on.
    """

    record: CallRecord
    is_fulfilled: bool
    answers_ms: tuple[int, ...]


async def run_demo(
    scenario: Scenario,
    settings: Settings,
    *,
    on_fact: Callable[[Fact], None],
    on_progress: Callable[[str], None],
) -> DemoResult:
    """Play one scenario from start to end and stop everything that was started.

    Raises:
        CallcenterError: the product can't start, or the call was never answered.
    """
    port = free_port()
    person_port = free_port()
    overrides = demo_settings(port=port, person_port=person_port)
    on_progress("Routing: the sample's own files, neither yours nor what `apply` put in force.")
    async with open_database(settings, on_progress=on_progress) as url:
        on_progress("Loading models, a few seconds…")
        parent = Parent(
            settings.model_copy(update={"sip": settings.sip.model_copy(update=overrides["sip"])}),
            overrides,
            open_database=lambda: open_database(settings),
            say=lambda _: None,
            keeps_spare=False,
        )
        voice = await _speak_all(scenario)
        async with serving(parent), await open_pool(url, max_size=2) as pool:
            return await _call(scenario, pool, port, person_port, voice, on_fact)


def demo_settings(*, port: int, person_port: int) -> dict[str, Any]:
    """Return the settings of a demo: it brings its own trunk and rule along, whatever was applied."""
    return {
        "sip_dir": str(shipped("sip")),
        "rules_dir": str(shipped("dispatch_rules")),
        "sip": {
            "bind": f"127.0.0.1:{port}",
            "person": f"sip:frontdesk@127.0.0.1:{person_port}",
            "routing": "files",
            # No edge stands before the simulated caller, and one worker will do.
            "edge": "",
            "workers": 1,
        },
        "calls": {"record": True},
        # Whoever watches sees a conversation, with nothing of the log in its midst.
        "log": {"level": "error"},
    }


@asynccontextmanager
async def serving(parent: Parent) -> AsyncIterator[None]:
    """Serve for as long as the context lasts; it begins once calls are taken.

    Raises:
        TelephonyError: not ready in time.
        CallcenterError: the product can't start.
    """
    async with TaskGroup() as group:
        running = group.create_task(parent.run())
        ready = asyncio.ensure_future(parent.is_serving.wait())
        await asyncio.wait([running, ready], timeout=READY_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            if running.done():
                await running
            raise TelephonyError("The product didn't get ready in time.", remedy="Run `callcenter doctor`.")
        try:
            yield
        finally:
            parent.drain()
            await asyncio.wait([running], timeout=STOP_TIMEOUT_S)


async def _call(
    scenario: Scenario,
    pool: asyncpg.Pool,
    port: int,
    person_port: int,
    voice: dict[str, bytes],
    on_fact: Callable[[Fact], None],
) -> DemoResult:
    await pool.execute(scenario.prepare, scenario.account_number)
    since = datetime.now(UTC)
    call_id = ""
    async with (
        SimulatedCallers.start(codecs=("pcmu",), follows_transfers=True) as callers,
        SimulatedCallers.start(codecs=("pcmu",), port=person_port, incoming=Incoming.ANSWERED),
    ):
        phone = await callers.dial(f"sip:{DIALLED}@127.0.0.1:{port}", caller=scenario.caller_number)
        await phone.answered(timeout_s=10)
        caller = Caller(scenario, phone, voice)
        speaking = asyncio.create_task(caller.run())
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                async for event in follow(pool, caller_number=scenario.caller_number, since=since):
                    call_id = event.call_id
                    on_fact(event.fact)
                    caller.hear(event.fact)
        except TimeoutError:
            await phone.hang_up()
        finally:
            speaking.cancel()
            with suppress(asyncio.CancelledError, TelephonyError):
                await speaking
    async with pool.acquire() as connection:
        record = await load_call(connection, call_id)
    if record is None:
        raise TelephonyError("The call is not in the call log.", remedy="Run `callcenter doctor`.")
    return DemoResult(
        record=record,
        is_fulfilled=bool(await pool.fetchval(scenario.wish, call_id)),
        answers_ms=tuple(wait for wait in phone.answers_ms() if wait is not None),
    )


async def _speak_all(scenario: Scenario) -> dict[str, bytes]:
    """Return everything the caller may say as mono int16 at 16 kHz, spoken before the call begins."""
    piper = await asyncio.to_thread(Piper.load, threads=1)
    try:
        return {
            line: (await piper.say(line, rate_hz=SAY_HZ, due_at_s=time.monotonic())).tobytes()
            for line in scenario.lines()
        }
    finally:
        piper.close()


def free_port() -> int:
    """Return a port that is free on loopback for UDP and TCP.

    None that the system hands to outgoing connections, nor one for RTP: either might be taken by the time it is used.

    Raises:
        TelephonyError: no port is free.
    """
    for _ in range(50):
        port = random.randrange(*_PORTS)
        with (
            suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        ):
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            return port
    raise TelephonyError("No free port on loopback.", remedy="Close other programs.")
