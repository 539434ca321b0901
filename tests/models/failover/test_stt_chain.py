"""Chains of recognisers, with the real plugins against servers that fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from livekit import rtc
from livekit.agents import stt

from callcenter.models.audio.segments import SegmentFeed, SpeechSegment
from callcenter.models.failover.chain import stt_chain
from callcenter.models.failover.chain_stt import ChainSTT
from callcenter.models.failover.switches import Switch
from callcenter.models.failover.unanswered import Hearing
from callcenter.models.failover.watched_stt import WatchedSTT
from callcenter.models.providers import CallNeeds
from callcenter.settings import load_settings
from tests.fakes.pace import lasts, paced
from tests.fakes.servers.model_servers import PATIENT_S, SHORT_S, TRANSCRIPT, ModelServer, model_server, tone
from tests.fakes.waiting import until

RATE_HZ = 16_000
LOCAL_TRANSCRIPT = "heard on the device"


async def recognise_locally(frame: rtc.AudioFrame) -> str:
    return LOCAL_TRANSCRIPT


class Caller:
    """Talks into a recogniser as a call's audio path does: frames all the time, a segment when speech ends."""

    def __init__(self, model: stt.STT[Any], segments: SegmentFeed) -> None:
        self.transcripts: asyncio.Queue[str] = asyncio.Queue()
        self.segments = segments
        self.stream = model.stream()
        self._tasks = [asyncio.create_task(self._breathe()), asyncio.create_task(self._read())]

    async def say(self, *, seconds: float = 1.5) -> str:
        """Say something; return its transcript."""
        pcm = tone(seconds, RATE_HZ)
        started = time.time()
        for at in range(0, len(pcm), 1280):
            self.stream.push_frame(_frame(pcm[at : at + 1280]))
        # Pushed at once, and yet as long as it is.
        self.segments.put(SpeechSegment(audio=_frame(pcm), started_at_s=started, ended_at_s=started + seconds))
        return await asyncio.wait_for(self.transcripts.get(), 60)

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.stream.aclose()

    async def _breathe(self) -> None:
        async for _ in paced(every_s=0.04):
            with suppress(RuntimeError):
                self.stream.push_frame(_frame(bytes(1280)))

    async def _read(self) -> None:
        async for event in self.stream:
            if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
                self.transcripts.put_nowait(event.alternatives[0].text)


def _frame(pcm: bytes) -> rtc.AudioFrame:
    return rtc.AudioFrame(data=pcm, sample_rate=RATE_HZ, num_channels=1, samples_per_channel=len(pcm) // 2)


@asynccontextmanager
async def calling(
    server: ModelServer,
    first: str,
    switches: list[Switch],
    *,
    first_trial_s: float = 30.0,
    second: str = "local/moonshine",
    deadline_s: float = SHORT_S,
) -> AsyncIterator[Caller]:
    settings = load_settings(
        deepgram_api_key="deepgram-key",
        models={"stt_deadline_s": deadline_s},
    )
    segments = SegmentFeed()
    hearing = Hearing(segments)
    async with aiohttp.ClientSession() as session:
        model = stt_chain(
            [first.format(http=server.url), second],
            settings=settings,
            session=session,
            call=CallNeeds(),
            hearing=hearing,
            local=lambda: recognise_locally,
            on_switch=switches.append,
        )
        assert isinstance(model, ChainSTT)
        model.first_trial_s = first_trial_s
        model._update_session_keyterms(["Harbor"])
        caller = Caller(model, segments)
        try:
            yield caller
        finally:
            await caller.leave()
            await model.aclose()
            await hearing.aclose()


DEEPGRAM = "deepgram/nova-3:multi@{http}/v1/listen"
WHISPER = "openai-compatible/whisper-large@{http}/v1"


async def test_stt_chain__deepgram_works__it_is_asked_for_phone_audio_with_keyterms() -> None:
    switches: list[Switch] = []
    async with model_server() as server, calling(server, DEEPGRAM, switches, deadline_s=PATIENT_S) as caller:
        assert await caller.say() == TRANSCRIPT
        assert await caller.say() == TRANSCRIPT

    asked = server.requests[0]
    assert asked["authorization"] == "Token deepgram-key"
    assert (asked["model"], asked["language"], asked["keyterm"]) == ("nova-3", "multi", "Harbor")
    assert (asked["encoding"], asked["sample_rate"], asked["endpointing"]) == ("linear16", "16000", "100")
    assert asked["mip_opt_out"] == "true"
    assert switches == []


async def test_stt_chain__whole_segment_recogniser__gets_the_segments_without_a_second_vad() -> None:
    async with model_server() as server, calling(server, WHISPER, [], deadline_s=PATIENT_S) as caller:
        assert await caller.say() == TRANSCRIPT

    assert server.requests[0]["model"] == "whisper-large"


@pytest.mark.parametrize("first", [DEEPGRAM, WHISPER])
@pytest.mark.parametrize("behaviour", ["401", "429", "500", "reset", "stall"])
async def test_stt_chain__hosted_recogniser_fails__what_was_said_is_heard_on_the_device(
    first: str, behaviour: str
) -> None:
    switches: list[Switch] = []
    async with model_server() as server:
        server.behaviour = behaviour
        async with calling(server, first, switches) as caller:
            assert await caller.say() == LOCAL_TRANSCRIPT
            assert await caller.say() == LOCAL_TRANSCRIPT

    assert switches[0].to_model == "local/moonshine"
    assert not switches[0].is_recovery


@pytest.mark.parametrize("behaviour", ["reset", "stall"])
async def test_stt_chain__deepgram_dies_in_mid_call__the_sentence_it_lost_is_transcribed(behaviour: str) -> None:
    deadline_s = SHORT_S if behaviour == "stall" else PATIENT_S
    async with model_server() as server, calling(server, DEEPGRAM, [], deadline_s=deadline_s) as caller:
        assert await caller.say() == TRANSCRIPT
        server.behaviour = behaviour
        assert await caller.say() == LOCAL_TRANSCRIPT


async def test_stt_chain__deepgram_recovers__it_serves_again_in_the_same_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switches: list[Switch] = []
    async with model_server() as server:
        server.behaviour = "500"
        async with calling(server, DEEPGRAM, switches, first_trial_s=0.2, deadline_s=PATIENT_S) as caller:
            assert await caller.say() == LOCAL_TRANSCRIPT
            server.behaviour = "ok"

            async def is_back() -> bool:
                heard = await caller.say()
                assert heard in (LOCAL_TRANSCRIPT, TRANSCRIPT)
                return heard == TRANSCRIPT

            await until(is_back, what="the hosted recogniser")

    assert [switch.is_recovery for switch in switches] == [False, True]


async def test_watched_stt__on_trial__answers_for_nothing_the_caller_said() -> None:
    # livekit-agents' adapter feeds a recogniser that failed with the call's audio and drops its transcripts: words
    # taken for answered by them would be lost.
    heard = {}
    for is_on_trial in (True, False):
        async with model_server() as server:
            settings = load_settings(deepgram_api_key="deepgram-key", models={"stt_deadline_s": 5})
            segments = SegmentFeed()
            hearing = Hearing(segments)
            async with aiohttp.ClientSession() as session:
                model = stt_chain(
                    [DEEPGRAM.format(http=server.url), "local/moonshine"],
                    settings=settings,
                    session=session,
                    call=CallNeeds(),
                    hearing=hearing,
                    local=lambda: recognise_locally,
                    on_switch=lambda _: None,
                )
                assert isinstance(model, ChainSTT)
                link = model.links[0]
                assert isinstance(link, WatchedSTT)
                link.is_on_trial = is_on_trial
                caller = Caller(link, segments)
                hearing.listen(from_unanswered=False)
                await caller.say()
                heard[is_on_trial] = len(hearing.unanswered)
                await caller.leave()
                await model.aclose()
                await hearing.aclose()

    assert heard == {True: 1, False: 0}


async def test_stt_chain__a_cough_gets_no_transcript__the_recogniser_is_not_blamed() -> None:
    switches: list[Switch] = []
    async with model_server() as server, calling(server, DEEPGRAM, switches) as caller:
        assert await caller.say() == TRANSCRIPT
        cough = _frame(bytes(16000))
        caller.segments.put(SpeechSegment(audio=cough, started_at_s=0, ended_at_s=0))
        await lasts(1.2)
        assert await caller.say() == TRANSCRIPT

    assert switches == []


async def test_stt_chain__transcript_comes_before_the_segment_ends__the_recogniser_is_not_blamed() -> None:
    switches: list[Switch] = []
    async with model_server() as server, calling(server, DEEPGRAM, switches) as caller:
        pcm = tone(1.5, RATE_HZ)
        ended = time.time()
        for at in range(0, len(pcm), 1280):
            caller.stream.push_frame(_frame(pcm[at : at + 1280]))
        assert await asyncio.wait_for(caller.transcripts.get(), 60) == TRANSCRIPT
        caller.segments.put(SpeechSegment(audio=_frame(pcm), started_at_s=ended - 1.5, ended_at_s=ended))
        # Longer than the deadline.
        await lasts(1.2)
        assert await caller.say() == TRANSCRIPT

    assert switches == []
    assert caller.transcripts.empty()


async def test_stt_chain__two_hosted_recognisers__the_second_gets_the_audio_the_first_lost() -> None:
    async with model_server() as good, model_server() as bad:
        bad.behaviour = "stall"
        second = DEEPGRAM.format(http=good.url)
        async with calling(bad, DEEPGRAM, [], second=second) as caller:
            assert await caller.say() == TRANSCRIPT
