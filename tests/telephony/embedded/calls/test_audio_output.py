"""The agent's voice towards the stack: what the caller heard is known to the packet."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc
from livekit.agents.voice import io

from callcenter.errors import TelephonyError
from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.telephony.agent_voice import BYTES_A_SECOND
from callcenter.telephony.embedded.calls import audio_io
from callcenter.telephony.embedded.calls.audio_io import SipAudioOutput
from tests.fakes.waiting import others


class FakeWire:
    """A stack's buffer that the test drains."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.sent = bytearray()
        self.is_up = True

    def write(self, pcm: bytes) -> int:
        self.buffer += pcm
        return len(pcm)

    def unsent(self) -> int | None:
        return len(self.buffer) if self.is_up else None

    def drop_unsent(self) -> None:
        self.buffer.clear()

    def send(self, seconds: float) -> None:
        count = int(seconds * BYTES_A_SECOND)
        self.sent += self.buffer[:count]
        del self.buffer[:count]


@pytest.fixture(autouse=True)
def _no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake empties its buffer at once."""
    monkeypatch.setattr(audio_io, "SETTLE_S", 0.0)


def frame(seconds: float, value: int = 1) -> rtc.AudioFrame:
    samples = int(seconds * AGENT_RATE_HZ)
    return rtc.AudioFrame(
        data=value.to_bytes(2, "little") * samples,
        sample_rate=AGENT_RATE_HZ,
        num_channels=1,
        samples_per_channel=samples,
    )


def output(wire: FakeWire) -> tuple[SipAudioOutput, list[io.PlaybackFinishedEvent]]:
    voice = SipAudioOutput(wire)
    finished: list[io.PlaybackFinishedEvent] = []
    voice.on("playback_finished", finished.append)
    return voice, finished


async def play(voice: SipAudioOutput, wire: FakeWire, seconds: float) -> None:
    """Let time pass on the wire."""
    for _ in range(round(seconds / 0.02)):
        wire.send(0.02)
        voice.top_up()


async def test_segment__played_to_its_end__reports_its_whole_length_once() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    await voice.capture_frame(frame(1.0))
    voice.flush()
    await play(voice, wire, 1.1)

    assert [(event.playback_position, event.interrupted) for event in finished] == [(1.0, False)]
    assert len(wire.sent) == BYTES_A_SECOND


async def test_interjection__nothing_is_being_said__is_heard_and_is_no_segment() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    started: list[object] = []
    voice.on("playback_started", started.append)

    assert voice.interject(bytes(frame(0.3, value=7).data)) == pytest.approx(0.3)
    await play(voice, wire, 0.4)

    assert bytes(wire.sent) == bytes(frame(0.3, value=7).data)
    assert (started, finished) == ([], [])


async def test_interjection__a_segment_comes_meanwhile__follows_it_and_counts_its_own_length() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    started: list[int] = []
    voice.on("playback_started", lambda _: started.append(len(wire.sent) + len(wire.buffer)))
    voice.interject(bytes(frame(0.3, value=7).data))
    await play(voice, wire, 0.1)
    await voice.capture_frame(frame(1.0))
    voice.flush()
    await play(voice, wire, 1.4)

    assert len(started) == 1
    assert 0.3 < started[0] / BYTES_A_SECOND <= 0.3 + audio_io.LEAD_S
    assert [(event.playback_position, event.interrupted) for event in finished] == [(1.0, False)]
    assert len(wire.sent) == pytest.approx(1.3 * BYTES_A_SECOND)


@pytest.mark.parametrize(("heard_s", "position_s"), [(0.2, 0.0), (0.28, 0.0), (0.4, 0.1), (0.9, 0.6)])
async def test_interjection__the_segment_after_it_is_interrupted__position_is_the_segments_own(
    heard_s: float, position_s: float
) -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    voice.interject(bytes(frame(0.3, value=7).data))
    await voice.capture_frame(frame(1.0))
    voice.flush()
    await play(voice, wire, heard_s)
    voice.clear_buffer()

    assert [(event.playback_position, event.interrupted) for event in finished] == [
        (pytest.approx(position_s, abs=0.021), True)
    ]


async def test_interjection__while_the_agent_speaks_or_the_caller_holds_us__is_left_out() -> None:
    wire = FakeWire()
    voice, _ = output(wire)
    voice.hold(True)
    assert voice.interject(bytes(frame(0.3, value=7).data)) == 0.0
    voice.hold(False)
    await voice.capture_frame(frame(0.5))

    assert voice.interject(bytes(frame(0.3, value=7).data)) == 0.0
    voice.flush()
    await play(voice, wire, 1.0)
    assert b"\x07" not in wire.sent


async def test_stack__is_kept_ahead__by_no_more_than_the_lead() -> None:
    wire = FakeWire()
    voice, _ = output(wire)
    await voice.capture_frame(frame(2.0))

    assert len(wire.buffer) == int(audio_io.LEAD_S * BYTES_A_SECOND)


async def test_interruption__mid_segment__position_is_what_was_sent_and_the_rest_is_dropped() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    await voice.capture_frame(frame(2.0))
    voice.flush()
    await play(voice, wire, 0.4)
    voice.clear_buffer()
    await play(voice, wire, 0.4)

    assert [(event.playback_position, event.interrupted) for event in finished] == [(pytest.approx(0.4), True)]
    assert len(wire.sent) == pytest.approx(0.4 * BYTES_A_SECOND)


async def test_interruption__while_the_segment_still_comes_in__its_remainder_is_not_played() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    await voice.capture_frame(frame(0.5))
    voice.clear_buffer()
    await voice.capture_frame(frame(0.5))
    voice.flush()
    await voice.capture_frame(frame(0.2, value=7))
    voice.flush()
    await play(voice, wire, 0.5)

    assert [event.interrupted for event in finished] == [True, False]
    assert bytes(wire.sent) == (7).to_bytes(2, "little") * int(0.2 * AGENT_RATE_HZ)


async def test_pause_and_resume__lose_and_double_nothing() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    await voice.capture_frame(frame(0.5, value=1))
    await voice.capture_frame(frame(0.5, value=2))
    voice.flush()
    await play(voice, wire, 0.4)
    voice.pause()
    await play(voice, wire, 1.0)
    paused_at = len(wire.sent)
    voice.resume()
    await play(voice, wire, 1.0)

    half = int(0.5 * AGENT_RATE_HZ)
    assert paused_at == pytest.approx(0.4 * BYTES_A_SECOND)
    assert bytes(wire.sent) == b"\x01\x00" * half + b"\x02\x00" * half
    assert [(event.playback_position, event.interrupted) for event in finished] == [(1.0, False)]


async def test_hold_and_pause__both_must_end_before_speech_goes_on() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    voice.hold(True)
    voice.pause()
    await voice.capture_frame(frame(0.2))
    voice.flush()
    voice.resume()
    await play(voice, wire, 0.5)
    assert not wire.sent
    voice.hold(False)
    await play(voice, wire, 0.5)

    assert [event.interrupted for event in finished] == [False]


async def test_leg__that_ends_while_speaking__releases_whoever_waits() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    await voice.capture_frame(frame(5.0))
    voice.flush()
    waiting = asyncio.create_task(voice.wait_for_playout())
    await others()
    wire.is_up = False
    voice.close()

    assert (await asyncio.wait_for(waiting, 60)).interrupted
    assert [event.interrupted for event in finished] == [True]


async def test_speech__after_the_leg_has_ended__ends_unheard() -> None:
    wire = FakeWire()
    voice, finished = output(wire)
    voice.close()
    await voice.capture_frame(frame(1.0))
    voice.flush()

    assert (await asyncio.wait_for(voice.wait_for_playout(), 60)).playback_position == 0.0
    assert [event.interrupted for event in finished] == [True]


async def test_speech__before_media_is_up__waits_for_it() -> None:
    wire = FakeWire()
    wire.is_up = False
    voice, finished = output(wire)
    await voice.capture_frame(frame(0.2))
    voice.flush()
    voice.top_up()
    assert not wire.buffer and not finished
    wire.is_up = True
    await play(voice, wire, 0.4)

    assert [event.playback_position for event in finished] == [pytest.approx(0.2)]


async def test_tap__gets_exactly_what_went_on_the_wire() -> None:
    wire = FakeWire()
    tapped = bytearray()
    voice = SipAudioOutput(wire, tap=tapped.extend)
    await voice.capture_frame(frame(1.0))
    await play(voice, wire, 0.3)
    voice.clear_buffer()

    assert bytes(tapped) == bytes(wire.sent)


async def test_frame__of_another_rate__is_refused() -> None:
    voice, _ = output(FakeWire())
    odd = rtc.AudioFrame(data=b"\0\0" * 80, sample_rate=8000, num_channels=1, samples_per_channel=80)

    with pytest.raises(TelephonyError, match="16000"):
        await voice.capture_frame(odd)
