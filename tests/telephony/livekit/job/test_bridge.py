"""Callers whose trunk allows no REFER: the person is rung into their room, and put down when one of the two leaves."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc
from livekit.protocol import models
from livekit.protocol.agent import Job, JobState, JobStatus
from livekit.protocol.agent_dispatch import AgentDispatch, AgentDispatchState

from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TransferFailed
from callcenter.telephony.livekit.attributes import PERSON
from callcenter.telephony.livekit.job.bridge import PERSON_IDENTITY
from callcenter.telephony.livekit.lost_call import callers
from callcenter.telephony.livekit.watching.alone import COMING_S, RoomNeed, judge
from tests.fakes.livekit.livekit_participant_server import Refusal
from tests.fakes.livekit.room import FakeParticipant
from tests.fakes.waiting import others, until
from tests.telephony.livekit.conftest import CALLER, TIMEOUT_S, Stage

REASON = rtc.DisconnectReason
NUMBER = "+15550100200"
#: What LiveKit tells of a phone that answers REFER with 405 (livekit-sip a7d527a).
NO_REFER = Refusal("unavailable", 405, "STR_REJECTED", status=503)


def asked(stage: Stage) -> list[tuple[str, str]]:
    return [(name, message.participant_identity or "") for name, message in stage.server.requests if "SIP" in name]


def put_down(stage: Stage) -> list[str]:
    return [message.identity for name, message in stage.server.requests if name == "RemoveParticipant"]


@pytest.mark.parametrize("leaving", [CALLER, PERSON_IDENTITY])
async def test_no_refer__outbound_trunk__person_comes_into_the_room_and_both_end_together(
    stage: Stage, leaving: str
) -> None:
    await stage.answer()
    stage.server.answers["TransferSIPParticipant"] = NO_REFER

    await stage.leg.transfer(f"tel:{NUMBER}", timeout_s=7)

    rung = await stage.requested("CreateSIPParticipant")
    assert (rung.sip_trunk_id, rung.sip_call_to, rung.room_name) == ("ST_out", NUMBER, "call-1")
    assert rung.wait_until_answered and rung.participant_attributes[PERSON]
    assert stage.leg.ended.result().reason == "transferred"
    person = stage.room.add(FakeParticipant(PERSON_IDENTITY))
    talking = asyncio.create_task(stage.leg.until_parted())
    await others()
    assert put_down(stage) == []

    stage.room.remove(person if leaving == PERSON_IDENTITY else stage.caller, REASON.CLIENT_INITIATED)
    await asyncio.wait_for(talking, TIMEOUT_S)

    assert set(put_down(stage)) == {CALLER, PERSON_IDENTITY}


@pytest.mark.parametrize(
    ("status", "destination", "expected"),
    [(405, "sip:desk@example.com", TransferOutcome.UNSUPPORTED), (486, NUMBER, TransferOutcome.BUSY)],
)
async def test_no_number_to_ring__or_the_person_is_busy__nobody_is_rung(
    stage: Stage, status: int, destination: str, expected: TransferOutcome
) -> None:
    await stage.answer()
    stage.server.answers["TransferSIPParticipant"] = Refusal("unavailable", status, "STR_REJECTED", status=503)

    with pytest.raises(TransferFailed) as failed:
        await stage.leg.transfer(destination, timeout_s=3)

    assert failed.value.reason is expected
    assert asked(stage) == [("TransferSIPParticipant", CALLER)]
    assert not stage.leg.ended.done()


async def test_person_is_busy__caller_stays_with_the_agent(stage: Stage) -> None:
    await stage.answer()
    stage.server.answers |= {
        "TransferSIPParticipant": NO_REFER,
        "CreateSIPParticipant": Refusal("unavailable", 486, status=503),
    }

    with pytest.raises(TransferFailed) as failed:
        await stage.leg.transfer(NUMBER, timeout_s=3)

    assert failed.value.reason is TransferOutcome.BUSY
    assert not stage.leg.ended.done()
    await asyncio.wait_for(stage.leg.until_parted(), TIMEOUT_S)


async def test_caller_leaves_while_the_person_is_rung__they_are_put_down(stage: Stage) -> None:
    await stage.answer()

    async def ring_on(request: object) -> None:
        stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)
        await asyncio.Event().wait()

    stage.server.answers |= {"TransferSIPParticipant": NO_REFER, "CreateSIPParticipant": ring_on}

    with pytest.raises(LegGone):
        await asyncio.wait_for(stage.leg.transfer(NUMBER, timeout_s=60), TIMEOUT_S)

    assert stage.leg.ended.result().reason == "caller-hung-up"
    await until(lambda: put_down(stage) == [PERSON_IDENTITY])


def test_watcher__caller_and_person_alone_together__are_left_alone_and_only_one_is_a_caller() -> None:
    kind = models.ParticipantInfo.Kind.SIP
    caller = models.ParticipantInfo(identity=CALLER, kind=kind)
    person = models.ParticipantInfo(identity=PERSON_IDENTITY, kind=kind, attributes={PERSON: "true"})
    job = Job(id="first", state=JobState(status=JobStatus.JS_RUNNING, participant_identity="first"))
    dispatch = AgentDispatch(agent_name="ours", state=AgentDispatchState(jobs=[job]))

    def need(*inside: models.ParticipantInfo) -> RoomNeed:
        return judge(inside, [dispatch], agent_name="ours", alone_s=COMING_S, gone={"first"})

    assert need(person, caller) is RoomNeed.NOTHING
    assert need(caller) is RoomNeed.DISPATCH
    assert callers([person, caller]) == [caller]
