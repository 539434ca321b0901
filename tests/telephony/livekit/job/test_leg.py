"""A room's SIP participant as a leg: real tracks of this process, LiveKit's API as a server of the test."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc
from livekit.protocol.sip import SIPTransferReason, SIPTransferStatus, TransferSIPParticipantResponse

from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.termination import EndReason
from callcenter.errors import TelephonyError, TransferFailed
from callcenter.telephony.livekit.job.participant import leg_end
from tests.fakes.livekit.livekit_participant_server import Refusal
from tests.fakes.livekit.room import FakePublication, Speaker
from tests.fakes.waiting import until
from tests.telephony.livekit.conftest import CALLER, TIMEOUT_S, Stage, open_stage, tone

REASON = rtc.DisconnectReason


async def test_answer__caller_speaks__audio_arrives_at_16_khz(stage: Stage) -> None:
    await stage.answer()

    await stage.phone.say(tone(0.5))

    await until(lambda: len(stage.audio.pcm) >= 0.3 * 32_000)
    assert max(abs(sample) for sample in memoryview(bytes(stage.audio.pcm)).cast("h")) > 4000
    assert len(stage.room.local_participant.tracks) == 1


async def test_answer__supervisor_speaks__is_not_subscribed_to(stage: Stage) -> None:
    await stage.answer()
    supervisor = stage.room.remote_participants["supervisor-1"]
    microphone = Speaker()

    publication = stage.room.publish(supervisor, microphone.track)

    assert isinstance(publication, FakePublication)
    assert not publication.is_subscribed
    await microphone.aclose()


async def test_answer__no_audio_in_time__says_where_to_look() -> None:
    async with open_stage(audio_timeout_s=0.2) as stage:
        with pytest.raises(TelephonyError, match="one-way-audio"):
            await stage.leg.answer()


async def test_answer__phone_still_rings__is_over_once_the_call_is_active(stage: Stage) -> None:
    stage.caller.attributes["sip.callStatus"] = "ringing"
    answering = asyncio.create_task(stage.answer())
    await until(lambda: bool(stage.room.local_participant.tracks))
    await until(lambda: bool(stage.audio.pcm))
    assert not answering.done()

    stage.caller.attributes["sip.callStatus"] = "active"
    stage.room.emit("participant_attributes_changed", {"sip.callStatus": "active"}, stage.caller)

    await answering


async def test_caller__hangs_up_while_others_stay__call_ends(stage: Stage) -> None:
    await stage.answer()

    stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)

    assert stage.leg.ended.result() == LegEnd(reason=EndReason.CALLER_HUNG_UP, detail="client_initiated")
    assert stage.audio.is_closed
    assert "supervisor-1" in stage.room.remote_participants


async def test_supervisor__leaves__call_goes_on(stage: Stage) -> None:
    await stage.answer()

    stage.room.remove(stage.room.remote_participants["supervisor-1"], REASON.CLIENT_INITIATED)

    assert not stage.leg.ended.done()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (REASON.CLIENT_INITIATED, "caller-hung-up"),
        (REASON.MEDIA_FAILURE, "rtp-timeout"),
        (REASON.PARTICIPANT_REMOVED, "agent-hung-up"),
        (REASON.SIP_TRUNK_FAILURE, "internal-error"),
        (None, "internal-error"),
    ],
)
def test_leg_end__reasons__unknown_is_never_a_success(reason: int | None, expected: str) -> None:
    assert leg_end(reason).reason == expected


async def test_room__lost_by_a_fault__internal_error(stage: Stage) -> None:
    await stage.answer()

    stage.room.emit("disconnected", REASON.SERVER_SHUTDOWN)

    assert stage.leg.ended.result().reason == "internal-error"


async def test_hang_up__caller_there__removes_the_participant_and_not_the_room(stage: Stage) -> None:
    await stage.answer()

    await stage.leg.hang_up(EndReason.AGENT_HUNG_UP)

    request = await stage.requested("RemoveParticipant")
    assert (request.room, request.identity) == ("call-1", CALLER)
    assert stage.leg.ended.result().reason == "agent-hung-up"


async def test_hang_up__caller_left__asks_nothing(stage: Stage) -> None:
    await stage.answer()
    stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)

    await stage.leg.hang_up(EndReason.AGENT_HUNG_UP)

    assert stage.server.requests == []


async def test_digits__pressed_before_and_after_the_listener__all_arrive(stage: Stage) -> None:
    await stage.answer()
    heard: list[str] = []
    stage.room.emit("sip_dtmf_received", rtc.SipDTMF(code=1, digit="1", participant=stage.caller))
    stage.leg.on_digit(heard.append)

    stage.room.emit("sip_dtmf_received", rtc.SipDTMF(code=11, digit="#", participant=stage.caller))
    stage.room.emit(
        "sip_dtmf_received",
        rtc.SipDTMF(code=5, digit="5", participant=stage.room.remote_participants["supervisor-1"]),
    )

    assert heard == ["1", "#"]


async def test_transfer__number__sent_as_tel_uri_and_leg_ends_transferred(stage: Stage) -> None:
    await stage.answer()

    await stage.leg.transfer("+15550100200", timeout_s=7, headers={"X-Call-Reason": "emergency"})

    request = await stage.requested("TransferSIPParticipant")
    assert dict(request.headers) == {"X-Call-Reason": "emergency"}
    assert request.transfer_to == "tel:+15550100200"
    assert request.participant_identity == CALLER
    assert request.ringing_timeout.seconds == 7
    assert stage.leg.ended.result().reason == "transferred"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Refusal("unavailable", 486, status=400), "busy"),
        (Refusal("unavailable", 603, status=400), "refused"),
        (Refusal("unavailable", 480, status=400), "unanswered"),
        (Refusal("unavailable", 405, status=400), "unsupported"),
        (Refusal("unavailable", 503, status=400), "error"),
        (Refusal("deadline_exceeded", transfer_reason="STR_RINGING_TIMEOUT"), "unanswered"),
        (Refusal("failed_precondition", transfer_reason="STR_REJECTED"), "refused"),
        (
            TransferSIPParticipantResponse(
                transfer_id="STX_1",
                status=SIPTransferStatus.STS_TRANSFER_FAILED,
                reason=SIPTransferReason.STR_RINGING_TIMEOUT,
            ),
            "unanswered",
        ),
    ],
)
async def test_transfer__fails__reason_by_sip_status_and_caller_stays(
    stage: Stage, answer: object, reason: str
) -> None:
    await stage.answer()
    stage.server.answers["TransferSIPParticipant"] = answer

    with pytest.raises(TransferFailed) as failed:
        await stage.leg.transfer("sip:desk@example.com", timeout_s=3)

    assert failed.value.reason == reason
    assert not stage.leg.ended.done()


async def test_transfer__caller_leaves_as_it_succeeds__counts_as_transferred(stage: Stage) -> None:
    await stage.answer()

    async def leave(request: object) -> None:
        stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)

    stage.server.answers["TransferSIPParticipant"] = leave

    await stage.leg.transfer("+15550100200", timeout_s=3)

    assert stage.leg.ended.result().reason == "transferred"


async def test_transfer__cancelled_while_the_caller_leaves__is_cancelled(stage: Stage) -> None:
    await stage.answer()
    asked = asyncio.Event()

    async def leave_and_wait(request: object) -> None:
        stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)
        asked.set()
        await asyncio.Event().wait()

    stage.server.answers["TransferSIPParticipant"] = leave_and_wait
    transferring = asyncio.create_task(stage.leg.transfer("+15550100200", timeout_s=3))
    await asked.wait()
    transferring.cancel()

    with pytest.raises(asyncio.CancelledError):
        await transferring
    assert stage.leg.ended.result().reason == "caller-hung-up"


async def test_voice__segment_played__reports_start_and_its_whole_length(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    started: list[object] = []
    output.on("playback_started", started.append)

    await output.capture_frame(_frame(tone(0.5)))
    output.flush()
    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)

    assert len(started) == 1
    assert finished.playback_position == pytest.approx(0.5)
    assert not finished.interrupted


async def test_voice__interrupted__stops_and_reports_what_was_heard(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    started = asyncio.Event()
    output.on("playback_started", lambda _: started.set())
    await output.capture_frame(_frame(tone(10)))
    output.flush()
    await asyncio.wait_for(started.wait(), TIMEOUT_S)

    output.clear_buffer()

    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)
    assert finished.interrupted
    assert finished.playback_position < 9


async def test_voice__paused_and_resumed__plays_all(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    started = asyncio.Event()
    output.on("playback_started", lambda _: started.set())
    await output.capture_frame(_frame(tone(0.6)))
    output.flush()
    await asyncio.wait_for(started.wait(), TIMEOUT_S)

    output.pause()
    source = stage.leg.source
    assert source is not None
    assert source.queued_duration <= 0.021
    output.resume()

    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)
    assert finished.playback_position == pytest.approx(0.6)


async def test_interject__before_a_segment__both_play_and_the_segment_counts_its_own_length(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    started: list[float] = []
    output.on("playback_started", lambda _: started.append(asyncio.get_running_loop().time()))
    began_s = asyncio.get_running_loop().time()

    assert stage.leg.interject(tone(0.41)) == pytest.approx(0.42)
    await output.capture_frame(_frame(tone(0.5)))
    output.flush()
    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)

    # The source takes a fifth of a second ahead.
    assert len(started) == 1 and started[0] - began_s > 0.15
    assert finished.playback_position == pytest.approx(0.5)
    assert stage.leg.interject(tone(0.1)) > 0


async def test_interject__interrupted_while_it_plays__the_segment_was_not_heard(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    stage.leg.interject(tone(3.0))
    await output.capture_frame(_frame(tone(0.5)))
    output.flush()

    output.clear_buffer()

    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)
    assert (finished.playback_position, finished.interrupted) == (0.0, True)


async def test_voice__leg_gone__speech_ends_as_interrupted(stage: Stage) -> None:
    await stage.answer()
    output = stage.leg.audio_output
    assert output is not None
    await output.capture_frame(_frame(tone(5)))
    output.flush()

    stage.room.remove(stage.caller, REASON.CLIENT_INITIATED)
    finished = await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)
    assert finished.interrupted

    await output.capture_frame(_frame(tone(0.1)))
    output.flush()
    await asyncio.wait_for(output.wait_for_playout(), TIMEOUT_S)


def _frame(pcm: bytes) -> rtc.AudioFrame:
    return rtc.AudioFrame(data=pcm, sample_rate=16_000, num_channels=1, samples_per_channel=len(pcm) // 2)
