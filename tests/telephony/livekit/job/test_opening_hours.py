"""Opening hours behind LiveKit: a job judges them before the caller is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
import structlog
from livekit import rtc
from livekit.agents import JobContext
from livekit.agents.testing import fake_job_context

from callcenter import metrics
from callcenter.agents.builder import build_agent
from callcenter.calls.record.journal import Journal
from callcenter.calls.services import Services
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_record import CallRecord
from callcenter.domain.routing.matching import RoutingOutcome
from callcenter.models.audio.audio_path import AudioPath
from callcenter.models.speech import SpeechModels
from callcenter.provisioning.targets.livekit_rooms import dispatch_metadata
from callcenter.store.call_log.call_events import apply
from callcenter.store.call_log.calls import CallFilter, list_calls, load_call
from callcenter.telephony.livekit.attributes import read_job_metadata
from callcenter.telephony.livekit.job.job import DIALLED_IDENTITY, serve_room
from callcenter.telephony.livekit.job.opening_hours import judge_hours
from tests.fakes.livekit.livekit_participant_server import ParticipantServer, Refusal, participant_server
from tests.fakes.livekit.room import FakeParticipant, FakePublication, FakeRoom
from tests.fakes.shipped import shipped_roster
from tests.fakes.speech.scripted_llm import ScriptedLLM
from tests.fakes.waiting import until
from tests.telephony.livekit.conftest import CALLER, TIMEOUT_S, livekit_settings

OFFICE: dict[str, Any] = {
    "timezone": "America/New_York",
    "spans": [{"day": "mon", "opens": "09:00", "closes": "17:00"}],
    "closed_on": ["2026-11-23"],
}
NEVER: dict[str, Any] = {"timezone": "UTC", "spans": [], "closed_on": []}
ALWAYS: dict[str, Any] = {
    **NEVER,
    "spans": [
        {"day": day, "opens": "00:00", "closes": "24:00"} for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    ],
}
OPEN_AT = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)  # Monday 09:00 there
FAULTY = [
    {**ALWAYS, "timezone": "Mars/Olympus"},
    {**ALWAYS, "timezone": "../etc"},
    {**ALWAYS, "timezone": "America"},
    {**NEVER, "spans": [{**span, "opens": "nine"} for span in ALWAYS["spans"]]},
    {"timezone": "UTC"},
    "office",
    5,
]


def told(calendar: object, **fields: Any) -> str:
    """Return the job's metadata as `apply` writes it."""
    document = {"agent": "billing", "opening_hours": "office", "calendar": calendar, **fields}
    return dispatch_metadata(document, rule="main")


def call_at(at: datetime) -> Call:
    return Call(
        call_id="call_1",
        started_at=at,
        caller_number="+15550100123",
        dialled_number="+18005550100",
        agent="billing",
        room="call-1",
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (OPEN_AT, True),
        (datetime(2026, 11, 16, 13, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 16, 22, 0, tzinfo=UTC), False),  # 17:00 there
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), False),  # a day off
    ],
)
def test_hours__of_the_calendar_told__are_kept_at_the_calls_time(at: datetime, is_open: bool) -> None:
    refused = judge_hours(call_at(at), read_job_metadata(told(OFFICE)))
    passed = judge_hours(call_at(at), read_job_metadata(told(OFFICE, outside_hours="agent", outside_agent="support")))

    assert refused.outcome is (RoutingOutcome.ACCEPT if is_open else RoutingOutcome.REJECT)
    assert refused.reason == ("accepted" if is_open else "outside-hours")
    assert (passed.outcome, passed.agent) == (RoutingOutcome.ACCEPT, "billing" if is_open else "support")


def test_hours__outside_without_an_agent_for_it__the_rules_agent_takes_the_call() -> None:
    found = judge_hours(call_at(OPEN_AT), read_job_metadata(told(NEVER, outside_hours="agent")))

    assert (found.outcome, found.agent) == (RoutingOutcome.ACCEPT, "billing")


def test_hours__none_told__is_open() -> None:
    assert judge_hours(call_at(OPEN_AT), read_job_metadata('{"agent": "billing"}')).outcome is RoutingOutcome.ACCEPT


@pytest.mark.parametrize("calendar", FAULTY)
def test_hours__calendar_that_cannot_be_judged__is_open_and_logged(calendar: object) -> None:
    metadata = read_job_metadata(told(calendar))

    with structlog.testing.capture_logs() as logged:
        found = judge_hours(call_at(OPEN_AT), metadata)

    assert metadata.agent == "billing"
    assert (found.outcome, found.is_open) == (RoutingOutcome.ACCEPT, True)
    assert [(one["event"], one["calendar"]) for one in logged] == [("hours_not_judged", "office")]


class Silence:
    """A speech probability of nobody speaking."""

    def predict(self, pcm: object) -> float:
        return 0.0


def refusals() -> float:
    return metrics.REGISTRY.get_sample_value("callcenter_sip_refusals_total", {"reason": "outside-hours"}) or 0.0


@dataclass
class Ringing:
    """A room with a caller who rings, and a job for it."""

    ctx: JobContext
    room: FakeRoom
    caller: FakeParticipant
    audio: FakePublication
    server: ParticipantServer
    services: Services

    async def record(self) -> CallRecord:
        """Return the only call in the log, once all its facts are there."""
        await until(lambda: self.services.journal.lag == 0)
        async with self.services.pool.acquire() as connection:
            (line,) = await list_calls(connection, CallFilter())
            found = await load_call(connection, line.call_id)
        assert found is not None
        return found

    async def first_agent(self) -> str:
        """Return whom the only call in the log was for."""
        record = await self.record()
        query = "SELECT first_agent FROM call WHERE call_id = $1"
        return str(await self.services.pool.fetchval(query, record.call_id))

    async def answer(self) -> None:
        """Serve until somebody hears the caller, which is the answer; then the caller hangs up."""
        task = asyncio.create_task(serve_room(self.ctx, self.services))
        await until(lambda: task.done() or (self.audio.is_subscribed and self.room.local_participant.tracks))
        assert not task.done()
        self.room.remove(self.caller, rtc.DisconnectReason.CLIENT_INITIATED)
        await asyncio.wait_for(task, TIMEOUT_S)


@pytest.fixture
async def server() -> AsyncIterator[ParticipantServer]:
    async with participant_server() as running:
        yield running


@asynccontextmanager
async def ringing(
    metadata: str, *, server: ParticipantServer, pool: asyncpg.Pool, folder: Path, identity: str = CALLER
) -> AsyncIterator[Ringing]:
    """The speech models aren't loaded: no call here lasts until somebody speaks."""
    settings = livekit_settings(server.url).model_copy(update={"data_dir": folder})
    roster, journal = shipped_roster(), Journal(folder / "journal", pool, apply)
    await journal.start()
    room = FakeRoom()
    caller = room.add(FakeParticipant(identity, attributes={"sip.phoneNumber": "+15550100123", "sip.trunkID": "ST_1"}))
    audio = room.publish(caller, None)
    audio.on_subscribed = lambda: None
    path = AudioPath(open_probability=Silence, open_suppressor=lambda: None, vad_model="silero")
    async with aiohttp.ClientSession() as session:
        speech = SpeechModels(settings, path=path, noise="off", session=session)
        services = Services(
            settings=settings,
            pool=pool,
            journal=journal,
            build_agent=lambda name, context: build_agent(
                name, context, roster=roster, build_llm=lambda *_: ScriptedLLM([])
            ),
            agent_names=roster.names,
            speech=speech,
        )
        with fake_job_context(room=room, job_metadata=metadata) as ctx:  # type: ignore[arg-type]
            try:
                yield Ringing(ctx, room, caller, audio, server, services)
            finally:
                await journal.aclose(timeout_s=5)
                path.close()


async def test_call__outside_hours__is_put_down_unanswered_and_refused_in_the_call_log(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path
) -> None:
    counted = refusals()
    async with ringing(told(NEVER), server=server, pool=sample_database, folder=tmp_path) as job:
        await asyncio.wait_for(serve_room(job.ctx, job.services), TIMEOUT_S)

        assert [(name, request.identity) for name, request in server.requests] == [("RemoveParticipant", CALLER)]
        assert not job.audio.is_subscribed and job.room.local_participant.tracks == []
        record = await job.record()
    shown = record.to_json()
    assert (shown["from"], shown["trunk"], shown["agents"], shown["legs"]) == ("+15550100123", "ST_1", [], [])
    assert shown["termination"] == {"result": "client_error", "reason": "outside-hours"}
    assert (shown["disposition"], shown["summary"]) == ("refused", "Refused: outside hours.")
    assert (shown["refusal"]["reason"], shown["refusal"]["sip_status"]) == ("outside-hours", 486)
    assert (shown["refusal"]["explanation"]["rule"], shown["refusal"]["explanation"]["open"]) == ("main", False)
    assert "disposition:refused" in job.ctx.tagger.tags
    assert refusals() == counted + 1


@pytest.mark.parametrize(
    ("metadata", "agent"),
    [
        (told(NEVER, outside_hours="agent", outside_agent="support"), "support"),
        (told(NEVER, outside_hours="agent"), "billing"),
        (told(NEVER, outside_hours="agent", outside_agent="nobody"), "triage"),
        (told(ALWAYS, outside_hours="agent", outside_agent="support"), "billing"),
        (told(ALWAYS), "billing"),
        (told({**NEVER, "timezone": "Mars/Olympus"}), "billing"),
    ],
    ids=["outside-agent", "the-rules-agent", "unknown-agent", "within-hours", "within-hours-or-reject", "faulty"],
)
async def test_call__that_its_hours_let_in__is_answered_by_the_agent_for_the_time(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path, metadata: str, agent: str
) -> None:
    async with ringing(metadata, server=server, pool=sample_database, folder=tmp_path) as job:
        await job.answer()

        assert await job.first_agent() == agent
        assert (await job.record()).refusal is None
    assert server.requests == []


async def test_call__outside_hours_and_hung_up_meanwhile__is_refused_all_the_same(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path
) -> None:
    server.answers["RemoveParticipant"] = Refusal("not_found")
    async with ringing(told(NEVER), server=server, pool=sample_database, folder=tmp_path) as job:
        await asyncio.wait_for(serve_room(job.ctx, job.services), TIMEOUT_S)

        assert (await job.record()).disposition == "refused"


async def test_call__outside_hours_and_the_journal_is_full__is_put_down_without_an_error(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path
) -> None:
    async with ringing(told(NEVER), server=server, pool=sample_database, folder=tmp_path) as job:
        (tmp_path / "journal").rmdir()
        with structlog.testing.capture_logs() as logged:
            await asyncio.wait_for(serve_room(job.ctx, job.services), TIMEOUT_S)

    assert [name for name, _ in server.requests] == ["RemoveParticipant"]
    assert "refusal_not_recorded" in [one["event"] for one in logged]


async def test_dialled_party__outside_hours__is_served(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path
) -> None:
    metadata = json.dumps({**json.loads(told(NEVER)), "dial": "+12025550100"})
    async with ringing(
        metadata, server=server, pool=sample_database, folder=tmp_path, identity=DIALLED_IDENTITY
    ) as job:
        await job.answer()

        assert (await job.record()).refusal is None
    assert [name for name, _ in server.requests] == ["CreateSIPParticipant"]


def test_hours__rule_with_a_message__lets_the_call_in_to_hear_it() -> None:
    fields = {"outside_hours": "message", "outside_message": {"en": "We are closed."}}

    closed, opened = (
        judge_hours(call_at(OPEN_AT), read_job_metadata(told(calendar, **fields))) for calendar in (NEVER, ALWAYS)
    )

    assert (closed.outcome, closed.closed_message) == (RoutingOutcome.ACCEPT, {"en": "We are closed."})
    assert (opened.is_open, opened.closed_message) == (True, {})
