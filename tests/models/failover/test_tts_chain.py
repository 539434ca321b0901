"""Chains of voices, with the real plugins against servers that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from livekit.agents import tts

from callcenter.models.failover.chain import tts_chain
from callcenter.models.failover.switches import Switch
from callcenter.models.providers import CallNeeds
from callcenter.settings import Settings, load_settings
from tests.fakes.pace import lasts
from tests.fakes.servers.model_servers import PATIENT_S, SHORT_S, ModelServer, model_server, tone
from tests.fakes.waiting import until

RATE_HZ = 8000
#: The local voice speaks for exactly so long, which tells it from the servers'.
LOCAL_S = 1.0


class LocalVoice(tts.TTS[Any]):
    """Stands where piper stands: in this process, always there."""

    def __init__(self) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=True), sample_rate=RATE_HZ, num_channels=1)

    def synthesize(self, text: str, *, conn_options: Any = None) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text)

    def stream(self, *, conn_options: Any = None) -> tts.SynthesizeStream:
        return _LocalStream(tts=self, conn_options=conn_options)


class _LocalStream(tts.SynthesizeStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id="local", sample_rate=RATE_HZ, num_channels=1, mime_type="audio/pcm", stream=True
        )
        output_emitter.start_segment(segment_id="local")
        async for _ in self._input_ch:
            self._mark_started()
        output_emitter.push(tone(LOCAL_S, RATE_HZ))
        output_emitter.end_segment()


def settings(deadline_s: float) -> Settings:
    return load_settings(rime_api_key="rime-key", models={"tts_deadline_s": deadline_s})


@asynccontextmanager
async def voice(
    server: ModelServer, first: str, switches: list[Switch], *, deadline_s: float = PATIENT_S
) -> AsyncIterator[tts.TTS[Any]]:
    async with aiohttp.ClientSession() as session:
        built = tts_chain(
            [first.format(ws=server.ws_url, http=server.url), "local/piper"],
            settings=settings(deadline_s),
            session=session,
            call=CallNeeds(sample_rate_hz=RATE_HZ),
            local=lambda _: LocalVoice(),
            on_switch=switches.append,
        )
        try:
            yield built
        finally:
            await built.aclose()


async def say(model: tts.TTS[Any]) -> float:
    """Return the seconds of speech at the call's rate."""
    samples = 0
    async with model.stream() as stream:
        stream.push_text("Your balance is forty dollars. ")
        stream.end_input()
        async for sound in stream:
            assert sound.frame.sample_rate == RATE_HZ
            samples += sound.frame.samples_per_channel
    return samples / RATE_HZ


RIME = "rime/arcana:luna@{ws}"
OPENAI = "openai-compatible/kokoro:af_sky@{http}/v1"


async def test_tts_chain__rime_works__it_speaks_at_the_legs_rate_with_its_speaker() -> None:
    switches: list[Switch] = []
    async with model_server() as server, voice(server, RIME, switches) as model:
        seconds = await say(model)

    assert seconds == pytest.approx(0.4, abs=0.05)
    assert server.requests[0]["authorization"] == "Bearer rime-key"
    assert (server.requests[0]["speaker"], server.requests[0]["samplingRate"]) == ("luna", str(RATE_HZ))
    assert switches == []


async def test_tts_chain__openai_compatible_works__it_is_resampled_to_the_legs_rate() -> None:
    async with model_server() as server, voice(server, OPENAI, []) as model:
        seconds = await say(model)

    assert seconds == pytest.approx(0.5, abs=0.05)
    assert (server.requests[0]["model"], server.requests[0]["voice"]) == ("kokoro", "af_sky")


@pytest.mark.parametrize("first", [RIME, OPENAI])
@pytest.mark.parametrize("behaviour", ["401", "429", "500", "reset", "stall", "slow"])
async def test_tts_chain__hosted_voice_fails_before_its_first_sound__the_local_one_speaks(
    first: str, behaviour: str
) -> None:
    switches: list[Switch] = []
    async with model_server() as server, voice(server, first, switches, deadline_s=SHORT_S) as model:
        server.behaviour = behaviour
        seconds = await say(model)

    assert seconds == pytest.approx(LOCAL_S, abs=0.05)
    assert [switch.to_model for switch in switches] == ["local/piper"]


async def test_tts_chain__hosted_voice_recovers__it_speaks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.models.failover.health.FIRST_REST_S", 0.05)
    switches: list[Switch] = []
    async with model_server() as server, voice(server, RIME, switches) as model:
        server.behaviour = "500"
        assert await say(model) == pytest.approx(LOCAL_S, abs=0.05)
        server.behaviour = "ok"

        async def is_back() -> bool:
            await say(model)
            return switches[-1].is_recovery

        await until(is_back, what="the hosted voice")
        seconds = await say(model)

    assert seconds == pytest.approx(0.4, abs=0.05)


async def test_tts_chain__language_model_is_slow_between_sentences__the_voice_is_not_blamed() -> None:
    switches: list[Switch] = []
    async with model_server() as server, voice(server, RIME, switches, deadline_s=1.0) as model:
        samples = 0
        async with model.stream() as stream:
            stream.push_text("One moment, please, I am looking at your account. ")

            async def write_on() -> None:
                await lasts(1.5)
                stream.push_text("Your balance is forty dollars, due on the first. ")
                stream.end_input()

            writing = asyncio.create_task(write_on())
            async for sound in stream:
                samples += sound.frame.samples_per_channel
            await writing

    assert samples / RATE_HZ == pytest.approx(0.8, abs=0.05)
    assert switches == []
