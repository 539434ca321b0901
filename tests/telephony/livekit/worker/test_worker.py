"""How a worker is set up: by name, where jobs run, and when it says that it is full."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc
from livekit.agents import JobExecutorType
from livekit.agents.telemetry import loop_monitor
from structlog.testing import capture_logs

from callcenter.errors import LegGone, SettingsError, TransferFailed
from callcenter.settings import Settings
from callcenter.telephony.livekit.job.dialer import Dialer
from callcenter.telephony.livekit.job.participant import is_served, wait_for_caller
from callcenter.telephony.livekit.worker.worker import (
    LOOP_WATCH,
    build_server,
    check_settings,
    executor_type,
    most_calls,
)
from tests.fakes.livekit.livekit_participant_server import Refusal, participant_server
from tests.fakes.livekit.room import FakeParticipant, FakeRoom, Speaker
from tests.fakes.waiting import others
from tests.telephony.livekit.conftest import livekit_settings


def test_settings__nothing_set__names_all_that_is_missing() -> None:
    with pytest.raises(SettingsError, match="LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, DATABASE_URL"):
        check_settings(Settings(livekit_url="", livekit_api_key="", livekit_api_secret="", database_url=""))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("process", JobExecutorType.PROCESS),
        ("thread", JobExecutorType.THREAD),
    ],
)
def test_executor__by_choice__is_processes_or_threads(choice: str, expected: JobExecutorType) -> None:
    assert executor_type(Settings(worker={"executor": choice})) is expected


@pytest.mark.parametrize(
    ("executor", "configured", "most"),
    [(JobExecutorType.PROCESS, 20, 20), (JobExecutorType.THREAD, 20, 5), (JobExecutorType.THREAD, 3, 3)],
)
def test_most_calls__threads__serve_five_at_most(executor: JobExecutorType, configured: int, most: int) -> None:
    assert most_calls(Settings(worker={"max_calls": configured}), executor) == most


def test_server__built__takes_jobs_by_name_only() -> None:
    settings = livekit_settings("ws://127.0.0.1:1", agent_name="front-desk", drain_timeout_s=77)
    server = build_server(settings, JobExecutorType.THREAD)

    assert server._agent_name == "front-desk"
    assert server._drain_timeout == 77
    assert server._load_threshold == 0.8


@pytest.mark.parametrize("asked_for", ["", "100"])
def test_server__built__has_no_loop_watched_unless_that_is_asked_for(
    asked_for: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {LOOP_WATCH: asked_for} if asked_for else {})
    build_server(livekit_settings("ws://127.0.0.1:1"), JobExecutorType.THREAD)

    watched = loop_monitor.LoopMonitorThresholds.from_env()

    assert (watched.warn if watched is not None else None) == (0.1 if asked_for else None)


async def test_caller__comes_later__is_waited_for() -> None:
    room = FakeRoom()
    waiting = asyncio.create_task(wait_for_caller(room, timeout_s=60))  # type: ignore[arg-type]
    await others()
    room.add(FakeParticipant("web-user", kind=0))
    caller = room.add(FakeParticipant("sip_1"))

    assert await waiting is caller  # type: ignore[comparison-overlap]


async def test_caller__never_comes__leg_gone() -> None:
    with pytest.raises(LegGone):
        await wait_for_caller(FakeRoom(), timeout_s=0.05)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("others", "speaks", "is_second", "expected"),
    [
        (0, False, False, False),
        (1, False, True, True),
        (1, True, False, True),
        (1, True, True, True),
    ],
)
async def test_room__another_agent_is_there__one_of_the_two_leaves(
    others: int, speaks: bool, is_second: bool, expected: bool
) -> None:
    room, speaker = FakeRoom(), Speaker()
    room.publish(room.add(FakeParticipant("sip_1")), speaker.track)
    for number in range(others):
        other = room.add(FakeParticipant(f"agent-{number}", kind=rtc.ParticipantKind.PARTICIPANT_KIND_AGENT))
        if speaks:
            room.publish(other, speaker.track)

    assert await is_served(room, is_second=is_second) is expected  # type: ignore[arg-type]
    await speaker.aclose()


@pytest.mark.parametrize("other_speaks", [True, False])
async def test_room__first_agent_finds_a_silent_second__waits_for_it_to_speak_or_leave(other_speaks: bool) -> None:
    """On the real pair, busy as it was, four callers left five rows: both agents of one may have answered."""
    room, speaker = FakeRoom(), Speaker()
    other = room.add(FakeParticipant("agent-2", kind=rtc.ParticipantKind.PARTICIPANT_KIND_AGENT))
    asking = asyncio.create_task(is_served(room, is_second=False))  # type: ignore[arg-type]
    await others()
    assert not asking.done()

    if other_speaks:
        room.publish(other, speaker.track)
    else:
        room.remove(other, rtc.DisconnectReason.CLIENT_INITIATED)

    assert await asyncio.wait_for(asking, 60) is other_speaks
    await speaker.aclose()


async def test_room__another_agent_says_nothing__is_not_waited_for_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.telephony.livekit.job.participant.OTHER_AGENT_S", 0.0)
    room = FakeRoom()
    room.add(FakeParticipant("agent-2", kind=rtc.ParticipantKind.PARTICIPANT_KIND_AGENT))

    assert not await is_served(room, is_second=False)  # type: ignore[arg-type]


async def test_dial__answered__asks_for_the_number_by_the_trunk() -> None:
    async with participant_server() as server:
        dialer = Dialer(livekit_settings(server.url), room="call-1")

        await dialer.dial("+15550100300", identity="sip_dialled", ring_s=12)

        await dialer.aclose()
        method, request = server.requests[0]
    assert method == "CreateSIPParticipant"
    assert (request.sip_trunk_id, request.sip_call_to, request.room_name) == ("ST_out", "+15550100300", "call-1")
    assert request.wait_until_answered
    assert request.ringing_timeout.seconds == 12


@pytest.mark.parametrize(("status", "reason"), [(486, "busy"), (603, "refused"), (408, "unanswered"), (500, "error")])
async def test_dial__not_answered__reason_by_sip_status(status: int, reason: str) -> None:
    async with participant_server() as server:
        server.answers["CreateSIPParticipant"] = Refusal("unavailable", status, status=400)
        dialer = Dialer(livekit_settings(server.url), room="call-1")

        with pytest.raises(TransferFailed) as failed:
            await dialer.dial("+15550100300", identity="x", ring_s=2)

        await dialer.aclose()
    assert failed.value.reason == reason


async def test_dial__no_trunk_configured__says_which_setting() -> None:
    dialer = Dialer(livekit_settings("http://127.0.0.1:1", outbound_trunk=""), room="r")

    with pytest.raises(TransferFailed, match="CALLCENTER_WORKER__OUTBOUND_TRUNK"):
        await dialer.dial("+15550100300", identity="x", ring_s=1)

    await dialer.aclose()


async def test_put_down__livekit_unreachable__is_logged_and_not_raised() -> None:
    dialer = Dialer(livekit_settings("http://127.0.0.1:1"), room="r")

    with capture_logs() as logged:
        await dialer.put_down("sip_1")

    await dialer.aclose()
    assert [(line["log_level"], line["event"]) for line in logged] == [("warning", "hang_up_failed")]
    assert "can't be reached" in logged[0]["what"]


@pytest.mark.livekit
async def test_worker__real_server__registers_and_drains() -> None:
    import asyncio

    from callcenter.settings import load_settings

    settings = load_settings()
    if not settings.livekit_url:
        pytest.skip("LIVEKIT_URL is not set")
    server = build_server(
        settings.model_copy(
            update={
                "worker": settings.worker.model_copy(update={"idle_jobs": 0, "health_port": 0, "prometheus_port": 0})
            }
        ),
        JobExecutorType.THREAD,
    )
    registered = asyncio.Event()
    server.on("worker_registered", lambda *_: registered.set())
    running = asyncio.create_task(server.run())

    await asyncio.wait_for(registered.wait(), 60)

    await server.drain(timeout=5)
    await server.aclose()
    await running
