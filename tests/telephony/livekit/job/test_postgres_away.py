"""A job whose Postgres is away serves its caller; one that fails before the answer puts them down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from livekit import rtc
from livekit.agents import JobContext
from livekit.agents.testing import fake_job_context
from livekit.protocol.models import ParticipantInfo
from livekit.protocol.room import ListParticipantsResponse

from callcenter import runtime
from callcenter.dialog.understanding.intents import Intents
from callcenter.errors import ModelUnavailable
from callcenter.models.audio.audio_path import AudioPath
from callcenter.models.speech import SpeechModels
from callcenter.runtime import Loaded, open_journal
from callcenter.settings import Settings
from callcenter.store.call_log.calls import CallFilter, list_calls, load_call
from callcenter.telephony.livekit.job.job import USERDATA, Prepared, serve_job
from tests.fakes.livekit.livekit_participant_server import ParticipantServer, participant_server
from tests.fakes.livekit.room import FakeParticipant, FakePublication, FakeRoom
from tests.fakes.ports import free_port
from tests.fakes.shipped import shipped_intents, shipped_roster
from tests.fakes.waiting import until
from tests.telephony.livekit.conftest import CALLER, TIMEOUT_S, livekit_settings
from tests.telephony.livekit.job.test_opening_hours import Silence

ATTRIBUTES = {"sip.phoneNumber": "+15550100123", "sip.trunkID": "ST_1"}


@pytest.fixture(autouse=True)
def short_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits here for a Postgres that never comes."""
    monkeypatch.setattr(runtime, "SHIP_ON_CLOSE_S", 0.1)


@pytest.fixture(scope="module")
def agents() -> tuple[object, Intents]:
    return shipped_roster(), shipped_intents()


@dataclass
class Job:
    ctx: JobContext
    room: FakeRoom
    caller: FakeParticipant
    audio: FakePublication
    server: ParticipantServer
    settings: Settings

    @property
    def asked(self) -> list[str]:
        return [name for name, _ in self.server.requests]


@asynccontextmanager
async def job(agents: tuple[object, Intents], folder: Path, *, has_speech: bool = True) -> AsyncIterator[Job]:
    async with participant_server() as server, aiohttp.ClientSession() as session:
        away = f"postgresql://callcenter@127.0.0.1:{free_port()}/callcenter"
        settings = Settings(**{**livekit_settings(server.url).model_dump(), "data_dir": folder, "database_url": away})
        server.answers["ListParticipants"] = ListParticipantsResponse(
            participants=[ParticipantInfo(identity=CALLER, kind=ParticipantInfo.Kind.SIP, attributes=ATTRIBUTES)]
        )
        room = FakeRoom()
        caller = room.add(FakeParticipant(CALLER, attributes=dict(ATTRIBUTES)))
        audio = room.publish(caller, None)
        audio.on_subscribed = lambda: None
        path = AudioPath(open_probability=Silence, open_suppressor=lambda: None, vad_model="silero")
        speech = SpeechModels(settings, path=path, noise="off", session=session) if has_speech else None
        roster, intents = agents
        loaded = Loaded(settings=settings, roster=roster, agent_models={}, intents=intents, speech=speech)  # type: ignore[arg-type]
        with fake_job_context(room=room, job_metadata='{"agent": "billing"}') as ctx:  # type: ignore[arg-type]
            ctx.proc.userdata[USERDATA] = Prepared(settings=settings, loaded=loaded)
            try:
                yield Job(ctx, room, caller, audio, server, settings)
            finally:
                path.close()


async def shipped(settings: Settings, pool: asyncpg.Pool, url: str) -> list[tuple[str, str]]:
    """Start a process that has Postgres, and return number and end of each call it finds in the journals."""
    async with open_journal(
        settings.model_copy(update={"database_url": Settings(database_url=url).database_url})
    ) as left:
        await until(lambda: left.lag == 0)
    async with pool.acquire() as connection:
        lines = await list_calls(connection, CallFilter())
        found = [await load_call(connection, line.call_id) for line in lines]
    return [(one.to_json()["from"], one.to_json()["termination"]["reason"]) for one in found if one is not None]


async def test_job__postgres_away__answers_and_the_facts_are_shipped_later(
    agents: tuple[object, Intents], sample_database: asyncpg.Pool, sample_url: str, tmp_path: Path
) -> None:
    async with job(agents, tmp_path) as one:
        serving = asyncio.create_task(serve_job(one.ctx))
        await until(lambda: serving.done() or (one.audio.is_subscribed and one.room.local_participant.tracks))
        assert not serving.done()
        one.room.remove(one.caller, rtc.DisconnectReason.CLIENT_INITIATED)
        await asyncio.wait_for(serving, TIMEOUT_S)

        assert one.asked == []
        assert len(list((tmp_path / "journal").glob("*.jsonl"))) == 1
        assert await shipped(one.settings, sample_database, sample_url) == [("+15550100123", "caller-hung-up")]
    assert list((tmp_path / "journal").glob("*.jsonl")) == []


async def test_job__fails_before_the_answer__caller_is_put_down_and_a_row_comes_later(
    agents: tuple[object, Intents], sample_database: asyncpg.Pool, sample_url: str, tmp_path: Path
) -> None:
    async with job(agents, tmp_path, has_speech=False) as one:
        with pytest.raises(ModelUnavailable):
            await asyncio.wait_for(serve_job(one.ctx), TIMEOUT_S)

        assert one.asked == ["ListParticipants", "DeleteRoom"]
        assert await shipped(one.settings, sample_database, sample_url) == [("+15550100123", "internal-error")]


async def test_job__journal_cannot_be_written__caller_is_put_down_all_the_same(
    agents: tuple[object, Intents], tmp_path: Path
) -> None:
    (tmp_path / "journal").touch()
    async with job(agents, tmp_path) as one:
        with pytest.raises(Exception, match="journal"):
            await asyncio.wait_for(serve_job(one.ctx), TIMEOUT_S)

        assert "DeleteRoom" in one.asked
