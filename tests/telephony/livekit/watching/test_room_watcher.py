"""Callers without an agent: one new dispatch, then they are put down, and the call log has a row."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from livekit.protocol import agent, agent_dispatch, models, room

from callcenter.calls.record.journal import Journal
from callcenter.store.call_log.call_events import apply
from callcenter.store.call_log.calls import CallFilter, list_calls, load_call
from callcenter.store.postgres_errors import POSTGRES_FAILS
from callcenter.telephony.livekit.rooms import Rooms
from callcenter.telephony.livekit.watching.alone import ALONE_S, ANSWERED_S, COMING_S, RINGING_S
from callcenter.telephony.livekit.watching.room_watcher import LOOKS_LEFT_OUT, RoomWatcher
from callcenter.telephony.livekit.watching.watch_lock import watch_lock
from tests.fakes.livekit.livekit_participant_server import ParticipantServer, Refusal, participant_server
from tests.fakes.waiting import others, until
from tests.telephony.livekit.conftest import livekit_settings

OURS = "callcenter"
METADATA = json.dumps({"agent": "billing", "dispatch_rule": "main"})
FAILED, RUNNING = agent.JobStatus.JS_FAILED, agent.JobStatus.JS_RUNNING
CALLER = models.ParticipantInfo(
    sid="PA_first",
    identity="sip_1",
    kind=models.ParticipantInfo.Kind.SIP,
    attributes={"sip.phoneNumber": "+15550100123", "sip.trunkPhoneNumber": "+18005550100"},
)


def an_agent(identity: str) -> models.ParticipantInfo:
    return models.ParticipantInfo(identity=identity, kind=models.ParticipantInfo.Kind.AGENT)


@dataclass
class Project:
    """One room at a LiveKit, and a watcher with a clock of its own."""

    server: ParticipantServer
    watcher: RoomWatcher
    journal: Journal
    now_s: float = 100.0
    inside: list[models.ParticipantInfo] = field(default_factory=lambda: [CALLER])
    dispatches: list[agent_dispatch.AgentDispatch] = field(default_factory=list)

    def asked_for(self, name: str = OURS, metadata: str = METADATA, **jobs: int) -> None:
        """An agent was asked for, and these jobs came of it, by the agent's identity."""
        state = agent_dispatch.AgentDispatchState(
            jobs=[
                agent.Job(id=who, state=agent.JobState(status=status, participant_identity=who))  # type: ignore[arg-type]
                for who, status in jobs.items()
            ]
        )
        self.dispatches.append(agent_dispatch.AgentDispatch(agent_name=name, metadata=metadata, state=state))

    async def pass_time(self, seconds: float) -> list[str]:
        """Look, let time pass, look again; return what was done."""
        before = len(self.server.requests)
        await self.watcher.look()
        self.now_s += seconds
        await self.watcher.look()
        return [name for name, _ in self.server.requests[before:] if not name.startswith("List")]

    async def agent_leaves(self) -> None:
        """Take the agent out, and look until the watcher sees it: it leaves served rooms out of some looks."""
        self.inside.pop()
        for _ in range(LOOKS_LEFT_OUT):
            await self.watcher.look()


@pytest.fixture
async def project(sample_database: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[Project]:
    async with participant_server() as server:
        rooms, journal = Rooms(livekit_settings(server.url)), Journal(tmp_path / "journal", sample_database, apply)
        await journal.start()
        one = Project(server, RoomWatcher(rooms, journal, agent_name=OURS, clock=lambda: one.now_s), journal)

        async def participants(_: Any) -> room.ListParticipantsResponse:
            return room.ListParticipantsResponse(participants=one.inside)

        async def asked(_: Any) -> agent_dispatch.ListAgentDispatchResponse:
            return agent_dispatch.ListAgentDispatchResponse(agent_dispatches=one.dispatches)

        async def ask(request: agent_dispatch.CreateAgentDispatchRequest) -> agent_dispatch.AgentDispatch:
            one.asked_for(request.agent_name, request.metadata)
            return one.dispatches[-1]

        async def there(_: Any) -> room.ListRoomsResponse:
            # livekit-server 1.9.12 counts who is in a room every 5 s: a new one has nobody.
            return room.ListRoomsResponse(rooms=[models.Room(name="call-1", num_participants=0)])

        server.answers |= {
            "ListRooms": there,
            "ListParticipants": participants,
            "ListDispatch": asked,
            "CreateDispatch": ask,
        }
        yield one
        await journal.aclose(timeout_s=5)
        await rooms.aclose()


async def test_no_worker_free__answered_caller__is_tried_for_seconds_then_put_down_with_a_row(
    project: Project, sample_database: asyncpg.Pool
) -> None:
    project.asked_for()
    began_s = project.now_s

    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    assert json.loads(project.dispatches[-1].metadata) == {**json.loads(METADATA), "again_for": CALLER.sid}
    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    assert await project.pass_time(began_s + ANSWERED_S - project.now_s) == ["DeleteRoom"]

    await until(lambda: project.journal.lag == 0)
    async with sample_database.acquire() as connection:
        (line,) = await list_calls(connection, CallFilter())
        record = await load_call(connection, line.call_id)
    assert record is not None
    shown = record.to_json()
    assert (shown["from"], shown["room"]) == ("+15550100123", "call-1")
    assert shown["termination"] == {"result": "server_error", "reason": "no-agent"}


async def test_job_died__its_agent_was_taken_out__a_new_one_is_sent(project: Project) -> None:
    # livekit-server 1.9.12 behind Redis lists a job that has ended as running.
    project.asked_for(first=RUNNING)
    project.inside.append(an_agent("first"))
    await project.watcher.look()
    await project.agent_leaves()

    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    project.inside.append(an_agent("second"))
    assert await project.pass_time(60) == []


async def test_job_died__its_worker_says_so__a_new_agent_is_sent_at_once_and_then_none(project: Project) -> None:
    project.asked_for(first=RUNNING)
    # livekit-server may still show whom it was told to take out.
    project.inside.append(an_agent("first"))
    before = len(project.server.requests)

    await project.watcher.agent_died("call-1", "first")
    project.inside.pop()
    await project.watcher.look()

    acts = [name for name, _ in project.server.requests[before:] if not name.startswith("List")]
    assert acts == ["RemoveParticipant", "CreateDispatch"]


async def test_second_agent__dies_too__caller_is_put_down(project: Project) -> None:
    project.asked_for(first=RUNNING)
    project.asked_for(metadata=json.dumps({"again_for": CALLER.sid}), second=RUNNING)

    await project.watcher.agent_died("call-1", "second")

    # The first job is listed as running for as long as the room lasts, and nobody has seen its agent go.
    assert await project.pass_time(COMING_S) == ["DeleteRoom"]


async def test_agent_there__caller_too__nothing_is_done(project: Project) -> None:
    project.asked_for(first=RUNNING)
    project.inside.append(an_agent("first"))

    assert await project.pass_time(60) == []


async def test_served_rooms__are_left_out_of_some_looks(project: Project) -> None:
    project.asked_for(first=RUNNING)
    project.inside.append(an_agent("first"))
    for _ in range(4):
        await project.watcher.look()

    assert [name for name, _ in project.server.requests].count("ListParticipants") == 2


async def test_phone_came_between_two_looks__rings__waits_since_the_first_of_them(project: Project) -> None:
    project.inside.clear()
    await project.watcher.look()
    project.asked_for(first=RUNNING)
    project.inside.append(
        models.ParticipantInfo(
            sid="PA_first", identity="sip_1", kind=CALLER.kind, attributes={"sip.callStatus": "ringing"}
        )
    )
    project.now_s += 0.5
    assert await project.pass_time(RINGING_S - 0.5) == ["DeleteRoom"]


async def test_job_on_its_way__process_not_warm__is_waited_for(project: Project) -> None:
    project.asked_for(first=RUNNING)

    assert await project.pass_time(COMING_S - 1) == []
    project.inside.append(an_agent("first"))
    assert await project.pass_time(60) == []


@pytest.mark.parametrize(("status", "done"), [("ringing", ["DeleteRoom"]), ("active", [])])
async def test_job_on_its_way__phone_rings_for_too_long__is_refused(
    project: Project, status: str, done: list[str]
) -> None:
    project.asked_for(first=FAILED)
    project.inside[0] = models.ParticipantInfo(
        sid="PA_first", identity="sip_1", kind=CALLER.kind, attributes={"sip.callStatus": status}
    )
    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    project.dispatches.pop()
    project.asked_for(metadata=json.dumps({"again_for": "PA_first"}), second=RUNNING)

    assert await project.pass_time(RINGING_S - 1) == done


async def test_worker_left_the_job__phone_rings__is_tried_again_and_refused_on_time_without_a_look(
    project: Project,
) -> None:
    project.asked_for()
    project.inside[0] = models.ParticipantInfo(
        sid="PA_first", identity="sip_1", kind=CALLER.kind, attributes={"sip.callStatus": "ringing"}
    )
    began_s = project.now_s
    times: list[tuple[str, float]] = []

    async def sleep(seconds: float) -> None:
        project.now_s += seconds
        await others()

    for name in ("CreateDispatch", "DeleteRoom"):
        given = project.server.answers.get(name)

        async def note(request: Any, name: str = name, given: Any = given) -> Any:
            times.append((name, project.now_s - began_s))
            return await given(request) if given is not None else None

        project.server.answers[name] = note
    watcher = RoomWatcher(
        project.watcher.rooms, project.journal, agent_name=OURS, clock=lambda: project.now_s, sleep=sleep
    )

    watcher.refused("call-1")
    watcher.refused("call-1")
    await asyncio.gather(*watcher.followed.values())

    assert times == [("CreateDispatch", pytest.approx(ALONE_S)), ("DeleteRoom", pytest.approx(RINGING_S))]
    assert not watcher.followed


async def test_worker_left_the_job__room_is_looked_at_just_then__one_agent_is_sent(project: Project) -> None:
    project.asked_for()
    is_time, sending, goes_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
    send = project.server.answers["CreateDispatch"]

    async def slowly(request: Any) -> Any:
        sending.set()
        await goes_on.wait()
        return await send(request)

    async def sleep(_: float) -> None:
        await is_time.wait()

    project.server.answers["CreateDispatch"] = slowly
    watcher = RoomWatcher(
        project.watcher.rooms, project.journal, agent_name=OURS, clock=lambda: project.now_s, sleep=sleep
    )
    await watcher.look()
    watcher.refused("call-1")
    await others()
    project.now_s += ALONE_S
    looking = asyncio.create_task(watcher.look())
    await sending.wait()

    is_time.set()
    for _ in range(5):
        # As long as a second look would take.
        await project.watcher.rooms.participants("call-2")
    goes_on.set()
    await asyncio.gather(looking, *watcher.followed.values())

    assert [name for name, _ in project.server.requests].count("CreateDispatch") == 1


async def test_phone_has_rung_for_long__second_agent_did_not_come__has_no_third_and_is_refused_on_time(
    project: Project,
) -> None:
    project.asked_for()
    project.inside[0] = models.ParticipantInfo(
        sid="PA_first", identity="sip_1", kind=CALLER.kind, attributes={"sip.callStatus": "ringing"}
    )
    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    assert await project.pass_time(ALONE_S) == []
    assert await project.pass_time(RINGING_S - 2 * ALONE_S) == ["DeleteRoom"]


async def test_agent_comes_while_the_watcher_asks__caller_keeps_them(project: Project) -> None:
    project.asked_for(metadata=json.dumps({"again_for": CALLER.sid}))
    await project.watcher.look()
    asked = project.server.answers["ListDispatch"]

    async def came_meanwhile(request: Any) -> agent_dispatch.ListAgentDispatchResponse:
        project.inside.append(an_agent("late"))
        found: agent_dispatch.ListAgentDispatchResponse = await asked(request)
        return found

    project.server.answers["ListDispatch"] = came_meanwhile
    project.now_s += RINGING_S
    await project.watcher.look()

    assert "DeleteRoom" not in [name for name, _ in project.server.requests]


async def test_agent_came_and_went__counts_from_when_the_caller_is_alone(project: Project) -> None:
    project.asked_for(first=FAILED)
    assert await project.pass_time(ALONE_S / 2) == []
    project.inside.append(an_agent("other"))
    await project.watcher.look()
    await project.agent_leaves()

    assert await project.pass_time(ALONE_S / 2) == []


@pytest.mark.parametrize("name", ["somebody-elses", ""])
async def test_room__nobody_asked_our_agents_for__is_left_alone(project: Project, name: str) -> None:
    project.asked_for(name)

    assert await project.pass_time(60) == []


async def test_room_is_still_there__another_caller_comes_in__has_an_agent_and_one_more_chance(project: Project) -> None:
    project.asked_for(first=RUNNING)
    project.inside.append(an_agent("first"))
    await project.watcher.look()
    await project.agent_leaves()
    project.inside[:] = [models.ParticipantInfo(sid="PA_again", identity=CALLER.identity, kind=CALLER.kind)]

    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    project.inside.append(an_agent("second"))
    await project.watcher.look()
    await project.agent_leaves()
    project.inside[:] = [models.ParticipantInfo(sid="PA_third", identity=CALLER.identity, kind=CALLER.kind)]
    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]
    assert await project.pass_time(ANSWERED_S) == ["DeleteRoom"]


async def test_dialled_party__agent_lost__is_not_rung_again(project: Project) -> None:
    project.asked_for(metadata=json.dumps({"dial": "+15550100200"}), first=FAILED)

    assert await project.pass_time(ALONE_S) == ["DeleteRoom"]


async def test_look__livekit_fails__is_tried_again(project: Project) -> None:
    project.asked_for()
    rooms = project.server.answers["ListRooms"]
    project.server.answers["ListRooms"] = Refusal("unavailable", status=503)
    assert await project.pass_time(ALONE_S) == []

    project.server.answers["ListRooms"] = rooms
    assert await project.pass_time(ALONE_S) == ["CreateDispatch"]


async def test_look__livekit_does_not_answer_about_one_room__another_is_helped(project: Project) -> None:
    project.asked_for()
    answers, stuck = project.server.answers, asyncio.Event()
    inside = answers["ListParticipants"]

    async def there(_: Any) -> room.ListRoomsResponse:
        return room.ListRoomsResponse(rooms=[models.Room(name="call-1"), models.Room(name="closing")])

    async def participants(request: room.ListParticipantsRequest) -> Any:
        if request.room == "closing":
            await stuck.wait()
        return await inside(request)

    answers |= {"ListRooms": there, "ListParticipants": participants}
    asked = [name for name, _ in project.server.requests]

    async def is_helped() -> bool:
        await project.watcher.begin_look()
        project.now_s += ALONE_S
        return "CreateDispatch" in [name for name, _ in project.server.requests[len(asked) :]]

    await until(is_helped, what="a dispatch")
    about = [request.room for name, request in project.server.requests if name == "ListParticipants"]
    assert about.count("closing") == 1
    stuck.set()
    await project.watcher.aclose()


async def test_lock__nothing_is_heard_of_its_holder__another_has_it(
    sample_database: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.telephony.livekit.watching.watch_lock.HELD_MS", 50)
    async with asyncio.timeout(60):
        with pytest.raises(POSTGRES_FAILS):
            async with watch_lock(sample_database) as is_firsts:
                assert is_firsts

                async def is_seconds() -> bool:
                    async with watch_lock(sample_database) as is_held:
                        return is_held

                await until(is_seconds, what="the lock")


async def test_lock__two_watchers__one_has_it_at_a_time(sample_database: asyncpg.Pool) -> None:
    async with watch_lock(sample_database) as first, watch_lock(sample_database) as second:
        assert (first, second) == (True, False)

    async with asyncio.timeout(60), watch_lock(sample_database) as third:
        assert third
