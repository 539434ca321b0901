"""A job: the call flow on a room, supervisors, tags, and the record in Postgres, under livekit-agents' fake job."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from livekit import rtc
from livekit.agents import JobContext
from livekit.agents.testing import fake_job_context

from callcenter.agents.builder import build_agent
from callcenter.calls.record.journal import Journal
from callcenter.calls.run_call import call_started
from callcenter.calls.services import Services
from callcenter.cost import load_prices, use_prices
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import CallEnded, UsageMeasured
from callcenter.settings import Settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.call_log.calls import load_call
from callcenter.telephony.livekit.attributes import JobMetadata, call_from_room
from callcenter.telephony.livekit.job.job import converse
from callcenter.telephony.livekit.supervision.supervision import EVENTS_TOPIC
from tests.fakes.livekit.livekit_participant_server import Refusal
from tests.fakes.livekit.room import FakeParticipant
from tests.fakes.shipped import shipped_roster
from tests.fakes.speech.scripted_llm import ScriptedLLM
from tests.fakes.waiting import others, until
from tests.telephony.livekit.conftest import TIMEOUT_S, Stage
from tests.test_cost import TABLE

SUPERVISOR = "supervisor-2"


@dataclass
class Job:
    ctx: JobContext
    call: Call
    task: asyncio.Task[None]
    stage: Stage
    pool: asyncpg.Pool
    journal: Journal

    async def ask(self, method: str, payload: object = None, *, who: str = SUPERVISOR) -> dict[str, Any]:
        """Make a request as a participant of the room."""
        handler = self.stage.room.local_participant.methods[f"callcenter.{method}"]
        request = rtc.RpcInvocationData(
            request_id="1", caller_identity=who, payload=json.dumps(payload or {}), response_timeout=5
        )
        return json.loads(await asyncio.wait_for(handler(request), TIMEOUT_S))  # type: ignore[no-any-return]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(payload) for payload, _, topic in self.stage.room.local_participant.data]

    async def end(self) -> dict[str, Any]:
        """Wait for the call's end and return its record."""
        await asyncio.wait_for(self.task, TIMEOUT_S)
        assert await self.journal.wait_shipped(self.call.call_id, timeout_s=TIMEOUT_S)
        async with self.pool.acquire() as connection:
            record = await load_call(connection, self.call.call_id)
        assert record is not None
        return record.to_json()


@pytest.fixture
async def job(stage: Stage, sample_database: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[Job]:
    async with _open_job(stage, sample_database, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def _open_job(stage: Stage, pool: asyncpg.Pool, folder: Path) -> AsyncIterator[Job]:
    """The leg has no session audio here, so the session is a typed one: these tests are about the room."""
    roster = shipped_roster()
    journal = Journal(folder / "journal", pool, apply)
    await journal.start()
    services = Services(
        settings=Settings(data_dir=folder, worker={"supervisor_destinations": ["+15550100200"]}),
        pool=pool,
        journal=journal,
        build_agent=lambda name, context: build_agent(
            name, context, roster=roster, build_llm=lambda *_: ScriptedLLM([])
        ),
        agent_names=roster.names,
    )
    stage.room.add(
        FakeParticipant(
            SUPERVISOR,
            kind=rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD,
            attributes={"callcenter.role": "supervisor"},
        )
    )
    stage.room.publish(stage.caller, stage.phone.track)
    call = call_from_room(
        room=stage.room.name, attributes=stage.caller.attributes, metadata=JobMetadata(), agents=roster.names
    )
    with fake_job_context(room=stage.room) as ctx:  # type: ignore[arg-type]
        task = asyncio.create_task(converse(ctx, call, stage.leg, services))
        await until(lambda: task.done() or "callcenter.say" in stage.room.local_participant.methods)
        try:
            yield Job(ctx, call, task, stage, pool, journal)
        finally:
            await stage.leg.hang_up(EndReason.AGENT_HUNG_UP)
            await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), TIMEOUT_S)
            await journal.aclose(timeout_s=5)


async def test_call__caller_hangs_up__is_on_record_as_any_other(job: Job) -> None:
    job.stage.room.remove(job.stage.caller, rtc.DisconnectReason.CLIENT_INITIATED)

    record = await job.end()

    assert record["from"] == "+15550100123"
    assert record["room"] == "call-1"
    assert record["agents"] == ["triage"]
    assert record["termination"] == {"result": "success", "reason": "caller-hung-up"}
    assert "disposition:abandoned" in job.ctx.tagger.tags
    assert "TransferSIPParticipant" not in [name for name, _ in job.stage.server.requests]


async def test_events__supervisor_in_the_room__sees_every_fact_and_nobody_else_does(job: Job) -> None:
    assert await job.ask("hang_up") == {}
    await job.end()

    names = [event["fact"] for event in job.events() if "fact" in event]
    assert names.count("SupervisorActed") == 2  # they came, and hung up
    assert names[0] == "CallStarted"
    assert names[-2:] == ["CallEnded", "WrappedUp"]
    assert {event["call_id"] for event in job.events()} == {job.call.call_id}
    sent = job.stage.room.local_participant.data
    assert {tuple(identities) for _, identities, _ in sent} == {(SUPERVISOR,)}
    assert {topic for _, _, topic in sent} == {EVENTS_TOPIC}


async def test_say__supervisor__the_agent_says_it(job: Job) -> None:
    assert await job.ask("say", {"text": "One moment, my colleague is looking."}) == {}

    await until(
        lambda: any("colleague" in json.dumps(event) for event in job.events() if event.get("fact") == "TurnTaken")
    )


async def test_give_back__what_was_not_taken__is_refused(job: Job) -> None:
    with pytest.raises(rtc.RpcError, match="haven't taken") as refused:
        await job.ask("give_back")

    assert json.loads(refused.value.data or "{}")["outcome"] == "not-taken"


async def test_supervisor__who_leaves_the_room__gives_the_caller_back(job: Job) -> None:
    await job.ask("take_over")

    job.stage.room.remove(job.stage.room.remote_participants[SUPERVISOR], rtc.DisconnectReason.CLIENT_INITIATED)
    job.stage.room.remove(job.stage.caller, rtc.DisconnectReason.CLIENT_INITIATED)
    await job.end()

    async with job.pool.acquire() as connection:
        steps = await connection.fetch(
            "SELECT data->>'method' AS step FROM call_event WHERE fact = 'SupervisorActed' ORDER BY seq"
        )
    assert [row["step"] for row in steps] == ["watch", "take_over", "give_back", "leave"]


async def test_transfer__supervisor__sends_the_caller_and_records_the_person(job: Job) -> None:
    assert await job.ask("transfer", {"to": "+15550100200"}) == {}

    record = await job.end()
    assert record["disposition"] == "transferred"
    assert record["termination"]["reason"] == "transferred"


async def test_transfer__busy__supervisor_hears_why_and_the_call_goes_on(job: Job) -> None:
    job.stage.server.answers["TransferSIPParticipant"] = Refusal("unavailable", 486, status=400)

    with pytest.raises(rtc.RpcError) as refused:
        await job.ask("transfer", {"to": "+15550100200"})

    assert json.loads(refused.value.data or "{}")["outcome"] == "busy"
    assert not job.task.done()


async def test_transfer__destination_not_on_the_list__is_refused_and_on_record(job: Job) -> None:
    with pytest.raises(rtc.RpcError, match="not on the list"):
        await job.ask("transfer", {"to": "+88213000000"})

    def tried() -> list[dict[str, Any]]:
        acted = [event["data"] for event in job.events() if event.get("fact") == "SupervisorActed"]
        return [data for data in acted if data["method"] == "transfer"]

    await until(lambda: bool(tried()))
    (acted,) = tried()
    assert (acted["identity"], acted["method"], acted["outcome"]) == (SUPERVISOR, "transfer", "not-allowed")
    assert "TransferSIPParticipant" not in [name for name, _ in job.stage.server.requests]


async def test_requests__from_one_who_could_promote_themselves__are_refused(job: Job) -> None:
    job.stage.room.remote_participants[SUPERVISOR].permissions.can_update_metadata = True

    with pytest.raises(rtc.RpcError, match="only supervisors"):
        await job.ask("hang_up")


async def test_requests__from_a_supervisor_the_room_tells_of_late__are_waited_for(job: Job) -> None:
    """livekit-server 1.9.12 refused 5 of 5 in their first second."""
    late = FakeParticipant(
        "supervisor-3",
        kind=rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD,
        attributes={"callcenter.role": "supervisor"},
    )

    asking = asyncio.create_task(job.ask("hear", who="supervisor-3"))
    await others()
    job.stage.room.introduce(late)

    assert await asking == {}


@pytest.mark.parametrize("method", ["watch", "hear", "say", "whisper", "take_over", "give_back", "transfer", "hang_up"])
async def test_requests__from_a_participant_without_the_role__are_refused(job: Job, method: str) -> None:
    with pytest.raises(rtc.RpcError, match="only supervisors"):
        await job.ask(method, {"text": "x", "to": "y"}, who="supervisor-1")

    assert not job.task.done()


async def test_requests__from_the_caller_with_a_forged_attribute__are_refused(job: Job) -> None:
    job.stage.caller.attributes["callcenter.role"] = "supervisor"

    with pytest.raises(rtc.RpcError, match="only supervisors"):
        await job.ask("hang_up", who=job.stage.caller.identity)


@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": "x", "more": 1}])
async def test_say__payload_is_wrong__is_refused(job: Job, payload: dict[str, object]) -> None:
    with pytest.raises(rtc.RpcError, match="payload"):
        await job.ask("say", payload)


async def test_shutdown__of_the_job__ends_the_call_as_drained(job: Job) -> None:
    for callback in job.ctx._shutdown_callbacks:
        await callback("drain")

    record = await job.end()

    assert record["termination"]["reason"] == "drain-timeout"


async def test_record__models_used__has_their_cost_by_the_prices_of_then(job: Job, tmp_path: Path) -> None:
    journal = job.journal.open("call_cost_test")
    journal.record(call_started(job.call))
    journal.record(UsageMeasured(part="stt", model="deepgram/nova-3", audio_ms=120_000))
    journal.record(UsageMeasured(part="llm", model="acme/brain", input_tokens=9))
    journal.record(CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=120_000))
    journal.close()
    assert await job.journal.wait_shipped("call_cost_test", timeout_s=TIMEOUT_S)

    dearer = tmp_path / "prices.yaml"
    dearer.write_text(TABLE.replace("0.77", "99"))
    try:
        async with job.pool.acquire() as connection:
            record = await load_call(connection, "call_cost_test")
            use_prices(dearer)
            later = await load_call(connection, "call_cost_test")
    finally:
        use_prices(None)

    assert record is not None and later is not None
    cost = record.to_json()["cost"]
    assert later.to_json()["cost"] == cost
    price = load_prices().price("deepgram/nova-3")
    assert price is not None
    a_minute = float(price.audio_minute)
    assert cost == {"cents": 2 * a_minute, "cents_a_minute": a_minute, "unpriced": ["acme/brain"]}
