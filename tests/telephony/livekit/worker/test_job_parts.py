"""What a worker makes ready once for all its jobs' processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.agents.declaration import ModelsDeclaration
from callcenter.errors import ModelUnavailable
from callcenter.models.shared.speech_order import SpeechOrder
from callcenter.runtime import load
from callcenter.settings import ModelSettings, Settings
from callcenter.telephony.livekit.worker import job_parts as module
from callcenter.telephony.livekit.worker.job_parts import job_parts
from tests.fakes.shipped import TRAINED_ONLY, shipped_intents

HOSTED = Settings(
    data_dir=TRAINED_ONLY,
    deepgram_api_key="key",
    rime_api_key="key",
    models={"stt": ["deepgram/nova-3"], "llm": ["local/dialog"], "tts": ["rime/coda"]},
)


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[SpeechOrder]:
    """What speech processes were asked to load; none is started."""
    asked: list[SpeechOrder] = []

    @asynccontextmanager
    async def noted(order: SpeechOrder) -> AsyncIterator[Path]:
        asked.append(order)
        yield Path("/socket")

    monkeypatch.setattr(module, "speech_process", noted)
    return asked


@pytest.fixture(autouse=True, scope="module")
def _trained() -> None:
    shipped_intents()


async def test_parts__hosted_models__are_the_trained_engine_alone(orders: list[SpeechOrder]) -> None:
    async with job_parts(HOSTED) as parts:
        assert parts.speech is None and orders == []
        loaded = await load(HOSTED, speech=False, shared=parts)
        ranked = loaded.intents.of("triage").rank("I have a question about my bill")

    assert len(ranked) > 1
    assert not parts.intents.exists()


def test_parts__hosted_models__have_their_plugins_where_jobs_are_forked_from() -> None:
    """In a process of its own: plugins that a test before has imported would stay registered."""
    script = (
        "import asyncio\n"
        "from livekit.agents import Plugin\n"
        "from callcenter.telephony.livekit.worker.job_parts import job_parts\n"
        "from tests.telephony.livekit.worker.test_job_parts import HOSTED\n"
        "async def main():\n"
        "    async with job_parts(HOSTED):\n"
        "        print(*(plugin.package for plugin in Plugin.registered_plugins))\n"
        "asyncio.run(main())\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert {"livekit.plugins.deepgram", "livekit.plugins.rime"} <= set(said.split())


async def test_parts__an_agents_own_voice_on_the_device__is_loaded_with_the_settings_models(
    orders: list[SpeechOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ModelsDeclaration.model_validate({"tts": ["local/piper"]})
    monkeypatch.setattr(module, "agent_models", lambda _: [own])
    monkeypatch.setattr("callcenter.models.usable.missing_for", lambda *_: "")

    async with job_parts(HOSTED) as parts:
        assert parts.speech == Path("/socket")

    assert [(order.recogniser, order.voices) for order in orders] == [(False, ("",))]


async def test_parts__speech_process_cannot_load__stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def refusing(order: SpeechOrder) -> AsyncIterator[Path]:
        raise ModelUnavailable("no weights")
        yield Path()

    monkeypatch.setattr(module, "speech_process", refusing)
    with pytest.raises(ModelUnavailable, match="no weights"):
        async with job_parts(HOSTED.model_copy(update={"models": ModelSettings(stt=["local/moonshine"])})):
            pass


async def test_load__no_chain_has_the_dialog_engine__it_is_not_trained() -> None:
    settings = HOSTED.model_copy(update={"models": HOSTED.models.model_copy(update={"llm": ("groq/llama",)})})
    settings = settings.model_copy(update={"groq_api_key": HOSTED.rime_api_key})

    loaded = await load(settings, speech=False)

    assert loaded.intents is None
