"""The models on the device: piper, moonshine, and loading them by the settings."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import Callable

import numpy as np
import psutil
import pytest
from livekit import rtc
from livekit.agents.language import LanguageCode

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Resampler
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import Piper, PiperTTS
from callcenter.models.speech import SpeechModels
from callcenter.models.turns.turn_detection import open_turn_detection, preload_turn_detection
from callcenter.settings import load_settings
from tests.fakes.waiting import others


def frame(speech: bytes) -> rtc.AudioFrame:
    wide = Resampler(8000, 16_000).push(np.frombuffer(speech, dtype=np.int16))
    return rtc.AudioFrame(data=wide.tobytes(), sample_rate=16_000, num_channels=1, samples_per_channel=len(wide))


async def test_moonshine__several_calls_at_once__each_gets_its_own_words(
    moonshine: Moonshine, say: Callable[[str], bytes]
) -> None:
    texts = ["I want to pay my bill.", "My internet is down.", "Please send a technician."]
    clips = [frame(await asyncio.to_thread(say, text)) for text in texts]
    heard = await asyncio.gather(*(moonshine.recognise(clip) for clip in clips * 3))

    for at, words in enumerate(heard):
        assert ("bill", "internet", "technician")[at % 3] in words.casefold()


async def test_moonshine__silence__has_no_words(moonshine: Moonshine) -> None:
    assert await moonshine.recognise(frame(bytes(16_000))) == ""


async def test_piper_tts__streamed_text__speaks_at_the_legs_rate_and_counts_its_usage(piper: Piper) -> None:
    voice = PiperTTS(piper, sample_rate_hz=8000)
    characters: list[int] = []
    voice.on("metrics_collected", lambda metrics: characters.append(metrics.characters_count))
    text = "Thank you for calling. How can I help you today?"
    samples = 0
    async with voice.stream() as stream:
        for word in text.split():
            stream.push_text(word + " ")
        stream.end_input()
        async for sound in stream:
            assert sound.frame.sample_rate == 8000
            samples += sound.frame.samples_per_channel

    assert 1.5 < samples / 8000 < 6.0
    assert characters == [len(text) + 1]


@pytest.mark.parametrize("text", ["...", "?!", "—"])
async def test_piper_tts__nothing_to_speak__is_a_pause_and_no_error(piper: Piper, text: str) -> None:
    async with PiperTTS(piper, sample_rate_hz=16_000).stream() as stream:
        stream.push_text(text)
        stream.end_input()
        sounds = [sound async for sound in stream]

    assert sounds


async def test_piper__preloaded_phrase__is_the_same_sound_at_once(piper: Piper) -> None:
    await piper.preload("Welcome to Harbor Internet.", rate_hz=8000)
    first = await piper.say("Welcome to Harbor Internet.", rate_hz=8000, due_at_s=0.0)
    again = await piper.say("Welcome to Harbor Internet.", rate_hz=8000, due_at_s=0.0)

    assert first is again


async def test_piper__long_clauses__leave_no_memory_behind() -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    voice, process = await asyncio.to_thread(Piper.load), psutil.Process()
    before = process.memory_info().rss
    for number in range(12):
        clause = (
            f"Your technician comes on Thursday morning between eight and noon, so please be at home, number {number}"
        )
        await voice.say(clause, rate_hz=8000, due_at_s=0.0)
    grown_mb = (process.memory_info().rss - before) // 2**20
    voice.close()

    # An arena that keeps its peak grows by some 300 MB here.
    assert grown_mb < 120


async def test_piper__call_gone_while_its_clause_waits__the_pool_goes_on(piper: Piper) -> None:
    waiting = [
        asyncio.create_task(piper.say(f"This is sentence number {n}.", rate_hz=8000, due_at_s=float(n)))
        for n in range(4)
    ]
    await others()
    for task in waiting[1:]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert len(await piper.say("Still here.", rate_hz=8000, due_at_s=0.0)) > 0


def test_piper__extra_not_installed__says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module("builtins").__import__

    def without_piper(name: str, *rest: object, **named: object) -> object:
        if name.split(".")[0] == "piper":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr("builtins.__import__", without_piper)
    with pytest.raises(ModelUnavailable) as caught:
        Piper.load()

    assert caught.value.what == "piper-tts is not installed."
    assert "uv sync --extra piper" in caught.value.remedy


def test_piper__voice_file_missing__names_it() -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    with pytest.raises(ModelUnavailable, match=r"/no/such\.onnx"):
        Piper.load("/no/such.onnx")


async def test_speech_models__keys_missing__are_all_named_before_anything_loads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for key in ("DEEPGRAM_API_KEY", "RIME_API_KEY"):
        monkeypatch.delenv(key, raising=False)
    settings = load_settings(models={"stt": ["deepgram/nova-3"], "tts": ["rime/arcana", "nosuch/x"]})

    with pytest.raises(ModelUnavailable) as caught:
        await SpeechModels.load(settings)

    for missing in ("DEEPGRAM_API_KEY", "RIME_API_KEY", "livekit-plugins-nosuch"):
        assert missing in caught.value.what


@pytest.mark.parametrize("choice", ["stt", "vad"])
def test_turn_detection__plain_choices__are_what_agent_session_takes(choice: str) -> None:
    assert open_turn_detection(choice) == choice  # type: ignore[arg-type]


async def test_turn_detection__threshold_of_a_language__is_used_for_it_alone() -> None:
    detector = open_turn_detection("v1-mini", {"es": 0.123})
    ordinary = open_turn_detection("v1-mini")

    async with asyncio.timeout(60):
        spanish, english = LanguageCode("es-MX"), LanguageCode("en")
        assert await detector.unlikely_threshold(spanish) == pytest.approx(0.123)
        assert await detector.unlikely_threshold(english) == await ordinary.unlikely_threshold(english)


def test_turn_detection__text_model_without_weights__says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    if importlib.util.find_spec("huggingface_hub") is None:
        pytest.skip("the text-turns extra is not installed: uv sync --extra text-turns")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelUnavailable) as caught:
        preload_turn_detection("text")

    assert "download-files" in caught.value.remedy
