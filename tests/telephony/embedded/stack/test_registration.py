"""Registering with a provider as a SIP account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCallers
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.sip.sip_registrar import Registrar
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S, SipWorker, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")


def account(registrar: Registrar, password: str = "s3cret") -> dict[str, Any]:
    return {
        "register_user": "shop",
        "register_password": password,
        "registrar": f"127.0.0.1:{registrar.port}",
        "register_interval_s": 30,
    }


async def outcome(worker: SipWorker) -> int:
    """Wait for the first outcome the worker reports."""
    await until(lambda: any(event["event"] == "registration" for event in worker.events), what="a registration")
    return next(event["status"] for event in worker.events if event["event"] == "registration")


async def test_registration__right_password__is_reported_and_leads_calls_here(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    registrar = await Registrar.open("shop", "s3cret")
    async with serving(folder, fork_server=fork_server, sip=account(registrar)) as worker:
        assert await outcome(worker) == 200
        assert registrar.answers[:2] == [401, 200]

        # The provider calls the Contact it was given; the number dialled stands in To.
        contact = registrar.contacts[0].partition("<")[2].partition(">")[0]
        call = await callers.dial(contact, caller=CALLER)
        await until(lambda: call.is_over or call.answered_at_s is not None, what="an answer")
        refusal = await worker.line("CallRefused")
    registrar.close()
    # This caller dials the Contact itself, so To names the account, which no trunk declares.
    assert refusal == "refused with 404: number-not-declared"


async def test_registration__wrong_password__is_reported_with_its_status_and_calls_go_on(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    registrar = await Registrar.open("shop", "s3cret")
    async with serving(folder, fork_server=fork_server, sip=account(registrar, "wrong")) as worker:
        assert await outcome(worker) in (401, 403)

        call = await callers.dial(worker.uri(NUMBER), caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        await call.hang_up()
    registrar.close()
