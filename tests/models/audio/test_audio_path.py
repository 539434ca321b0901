"""The lean audio path: from a leg's PCM to frames, voice activity and segments."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import vad

from callcenter.models.audio.audio_path import AudioPath, CallAudioInput, CallAudioPath
from callcenter.models.audio.front_end import FrontEnd
from callcenter.models.audio.noise import NoiseKind, open_suppressor
from callcenter.models.audio.resampler import Samples
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.audio.voice_activity import Activity, ActivityKind
from callcenter.models.phone_tuning import PHONE, WINDOW_SAMPLES
from tests.fakes.pace import paced
from tests.fakes.waiting import until

STARTED, ENDED = vad.VADEventType.START_OF_SPEECH, vad.VADEventType.END_OF_SPEECH


@asynccontextmanager
async def audio_path(noise: NoiseKind = "webrtc") -> AsyncIterator[AudioPath]:
    path = AudioPath(
        open_probability=lambda: open_speech_probability("livekit/vad"),
        open_suppressor=lambda: open_suppressor(noise),
        vad_model="livekit/vad",
    )
    try:
        yield path
    finally:
        path.close()


async def play(call: CallAudioPath, pcm: bytes, *, rate_hz: int = 8000, faster: int = 4) -> None:
    """Push PCM in 20 ms packets, faster than it was spoken."""
    step = rate_hz // 50 * 2
    async for at in paced(range(0, len(pcm), step), every_s=0.02 / faster):
        call.push(pcm[at : at + step])


async def next_of(stream: vad.VADStream, wanted: vad.VADEventType) -> vad.VADEvent:
    async with asyncio.timeout(60):
        async for event in stream:
            if event.type is wanted:
                return event
    raise AssertionError("the stream ended")


async def test_audio_path__calls_come_and_go_in_several_threads__none_is_lost() -> None:
    """A cluster's worker may run its jobs in threads, each with a loop of its own."""
    opened: list[CallAudioPath] = []
    at_once = threading.Barrier(4)

    async with audio_path(noise="off") as path:

        async def calls() -> None:
            at_once.wait(timeout=30)
            for _ in range(60):
                path.open(16_000).close()
            opened.append(path.open(16_000))

        switching = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            await asyncio.gather(*(asyncio.to_thread(asyncio.run, calls()) for _ in range(4)))
        finally:
            sys.setswitchinterval(switching)
        assert path.calls == len(opened) == 4


class SlowClock:
    """The clock of a machine so busy that each round is late, and that time passes between any two looks at it."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self.sleeps = 0

    def monotonic(self) -> float:
        self._now_s += 0.004
        return self._now_s

    def sleep(self, seconds: float) -> None:
        self.sleeps += 1
        self._now_s += seconds + 0.03
        os.sched_yield()

    def time(self) -> float:
        return time.time()


async def test_audio_path__busy_machine__goes_on_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.models.audio.audio_path.time", clock := SlowClock())

    async with audio_path(noise="off") as path:
        path.open(16_000)
        await until(lambda: clock.sleeps >= 20)


async def test_call_audio__pcm_at_8_khz__comes_out_as_100_ms_frames_at_16_khz() -> None:
    async with audio_path() as path:
        call = path.open(sample_rate_hz=8000)
        # Odd packet lengths: a leg may cut its PCM anywhere, even inside a sample.
        pcm = bytes(8000 * 2)
        for at in range(0, len(pcm), 333):
            call.push(pcm[at : at + 333])
        frames = []
        async with asyncio.timeout(60):
            while len(frames) < 9:
                frames.append(await anext(call.input))
        call.close()

    assert {(frame.sample_rate, frame.samples_per_channel, frame.num_channels) for frame in frames} == {
        (16_000, 1600, 1)
    }


def test_front_end__event_of_the_voice_activity__comes_with_all_sound_up_to_it(say: Callable[[str], bytes]) -> None:
    """The end-of-turn model is asked at such an event, and must not lack the last tenth of a second."""
    loop = asyncio.new_event_loop()
    front_end = FrontEnd(8000, open_speech_probability("livekit/vad"), None, PHONE.voice_activity, loop)
    pcm = say("I would like to pay my bill.") + bytes(16_000)
    given, behind = 0, []
    for at in range(0, len(pcm), 320):
        front_end.push(pcm[at : at + 320])
        heard = front_end.process()
        assert heard is not None
        given += sum(frame.samples_per_channel for frame in heard.frames)
        behind += [activity.samples_heard - given for activity in heard.activities]
    loop.close()

    assert len(behind) > 4
    assert max(behind) <= 0


class Counted:
    """A model and a suppressor that count what they are asked; the model is the real one."""

    def __init__(self) -> None:
        self._model = open_speech_probability("livekit/vad")
        self.predicted = self.cleaned = 0

    def predict(self, pcm: Samples) -> float:
        self.predicted += 1
        return self._model.predict(pcm)

    def clean(self, samples: Samples) -> Samples:
        self.cleaned += 1
        return samples

    def close(self) -> None:
        pass


def heard_in(pcm: bytes) -> tuple[Counted, list[Activity], int]:
    """Hear PCM of 8 kHz by packets of 40 ms; return what was asked, what was found and how many samples came out."""
    loop = asyncio.new_event_loop()
    asked = Counted()
    front_end = FrontEnd(8000, asked, asked, PHONE.voice_activity, loop)
    found, given = [], 0
    for at in range(0, len(pcm), 640):
        front_end.push(pcm[at : at + 640])
        heard = front_end.process()
        assert heard is not None
        found += heard.activities
        given += sum(frame.samples_per_channel for frame in heard.frames)
    loop.close()
    return asked, found, given


def test_front_end__quiet_line__is_neither_cleaned_nor_searched_and_all_of_it_is_given_out() -> None:
    idle = np.tile(np.array([0, 8, -8, 16, -16, 0, 8, -24], dtype=np.int16), 10_000).tobytes()
    asked, found, given = heard_in(idle)  # 10 s

    assert found == []
    assert given == 160_000
    # The first two seconds, in which noise suppression gets to know the line.
    assert 45 <= asked.cleaned <= 51
    assert asked.predicted <= 64


def test_front_end__noise_on_the_line__is_cleaned_and_searched_all_the_time() -> None:
    hiss = np.random.default_rng(1).normal(0, 60, 80_000).astype(np.int16).tobytes()
    asked, _, _ = heard_in(hiss)

    assert asked.cleaned == 250
    assert asked.predicted == 312


def test_front_end__speech_after_a_long_quiet__is_found_as_soon_as_by_a_model_that_never_rested(
    say: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, speech = bytes(16_000 * 6), say("I would like to pay my bill.")
    resting, found, _ = heard_in(quiet + speech + quiet)
    monkeypatch.setattr("callcenter.models.audio.front_end.QUIET_PEAK", 0)
    restless, expected, _ = heard_in(quiet + speech + quiet)

    assert restless.predicted > 2 * resting.predicted
    assert [one.kind for one in (found[0], found[-1])] == [ActivityKind.STARTED, ActivityKind.ENDED]
    assert found[0].samples_heard == pytest.approx(expected[0].samples_heard, abs=WINDOW_SAMPLES)
    assert found[-1].samples_heard == pytest.approx(expected[-1].samples_heard, abs=WINDOW_SAMPLES)


@pytest.mark.parametrize("noise", ["webrtc", "off"])
async def test_call_audio__speech_then_silence__gives_start_end_and_one_segment(
    say: Callable[[str], bytes], noise: NoiseKind
) -> None:
    async with audio_path(noise) as path:
        call = path.open(sample_rate_hz=8000)
        stream = call.vad.stream()
        speech = await asyncio.to_thread(say, "I would like to pay my bill.")
        await play(call, speech + bytes(16_000))
        started = await next_of(stream, STARTED)
        ended = await next_of(stream, ENDED)
        segment = await asyncio.wait_for(call.segments.get(), 60)
        call.close()
        await stream.aclose()

    assert started.speaking and not ended.speaking
    assert 0.8 < ended.speech_duration < 3.0
    assert ended.silence_duration == pytest.approx(0.256, abs=0.01)
    assert segment is not None
    assert segment.audio.sample_rate == 16_000
    assert segment.audio.duration > ended.speech_duration
    assert segment.started_at_s < segment.ended_at_s <= time.time()


async def test_call_audio__sound_stops_in_mid_word__speech_ends_all_the_same(say: Callable[[str], bytes]) -> None:
    async with audio_path() as path:
        call = path.open(sample_rate_hz=8000)
        stream = call.vad.stream()
        speech = await asyncio.to_thread(say, "My internet has been down since this morning and I work from home.")
        await play(call, speech[: len(speech) // 2])
        await next_of(stream, STARTED)
        ended = await next_of(stream, ENDED)
        call.close()
        await stream.aclose()

    assert not ended.speaking


async def test_call_audio__progress_events__are_few_and_tell_of_silence_in_time(say: Callable[[str], bytes]) -> None:
    events: list[vad.VADEvent] = []
    async with audio_path() as path:
        call = path.open(sample_rate_hz=8000)
        stream = call.vad.stream()
        await play(call, await asyncio.to_thread(say, "I would like to pay my bill, please.") + bytes(16_000))
        async with asyncio.timeout(60):
            async for event in stream:
                events.append(event)
                if event.type is ENDED:
                    break
        call.close()
        await stream.aclose()

    progress = [event for event in events if event.type is vad.VADEventType.INFERENCE_DONE]
    # Counted against the speech, whose length differs from one synthesis to the next. The stock VAD tells every 32 ms.
    assert len(progress) * 0.032 < 0.6 * events[-1].speech_duration
    # The end-of-turn model is asked at 0.2 s of silence, while speech has not ended yet.
    assert any(event.speaking and event.raw_accumulated_silence >= 0.2 for event in progress)
    # An interruption counts from half a second of speech.
    assert any(event.speech_duration >= 0.5 for event in progress)


async def test_call_vad__stream_opened_in_mid_speech__hears_of_the_start(say: Callable[[str], bytes]) -> None:
    async with audio_path() as path:
        call = path.open(sample_rate_hz=8000)
        first = call.vad.stream()
        speech = await asyncio.to_thread(say, "I would like to pay my bill.")
        await play(call, speech)
        await next_of(first, STARTED)
        second = call.vad.stream()
        event = await next_of(second, STARTED)
        call.close()
        await first.aclose()
        await second.aclose()

    assert event.speaking


async def test_call_audio__one_call_fails__the_others_are_heard(say: Callable[[str], bytes]) -> None:
    class Broken:
        def predict(self, pcm: object) -> float:
            raise RuntimeError("broken")

    models = iter([Broken(), open_speech_probability("livekit/vad")])
    path = AudioPath(open_probability=lambda: next(models), open_suppressor=lambda: None, vad_model="test")
    broken = path.open(sample_rate_hz=8000)
    healthy = path.open(sample_rate_hz=8000)
    stream = healthy.vad.stream()
    speech = await asyncio.to_thread(say, "I would like to pay my bill.")
    await asyncio.gather(play(broken, speech), play(healthy, speech + bytes(8000)))

    assert (await next_of(stream, ENDED)).speech_duration > 0
    broken.close()
    healthy.close()
    await stream.aclose()
    path.close()


async def test_call_audio__closed__input_segments_and_vad_come_to_their_end() -> None:
    async with audio_path() as path:
        call = path.open(sample_rate_hz=16_000)
        stream = call.vad.stream()
        call.push(bytes(1280))
        call.close()
        call.close()
        call.push(bytes(1280))
        async with asyncio.timeout(60):
            assert len([frame async for frame in call.input]) <= 1
            assert await call.segments.get() is None
            assert [event async for event in stream] == []
        await stream.aclose()
        assert path.calls == 0


async def test_call_audio__nobody_reads__only_two_seconds_are_kept() -> None:
    audio = CallAudioInput()
    for number in range(200):
        audio.put([rtc.AudioFrame(number.to_bytes(2, "little") * 640, 16_000, 1, 640)])
    audio.close()
    frames = [frame async for frame in audio]

    assert [frame.data[0] for frame in frames] == list(range(180, 200))


async def test_audio_path__a_rate_no_leg_has__is_refused() -> None:
    async with audio_path() as path:
        with pytest.raises(ValueError, match="44100"):
            path.open(sample_rate_hz=44_100)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 24_000, 48_000])
async def test_call_audio__any_leg_rate__keeps_the_pitch(rate_hz: int) -> None:
    async with audio_path("off") as path:
        call = path.open(sample_rate_hz=rate_hz)
        at = np.arange(rate_hz) / rate_hz
        call.push((np.sin(2 * np.pi * 1000 * at) * 8000).astype(np.int16).tobytes())
        heard = bytearray()
        async with asyncio.timeout(60):
            while len(heard) < 16_000:
                heard += bytes((await anext(call.input)).data)
        call.close()

    spectrum = np.abs(np.fft.rfft(np.frombuffer(bytes(heard), dtype=np.int16)[1600:8000].astype(float)))
    assert np.argmax(spectrum) * 16_000 / 6400 == pytest.approx(1000, abs=5)
