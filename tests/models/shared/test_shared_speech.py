"""The worker's speech process: what jobs ask it, and what becomes of a question when it dies."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from aiohttp import web
from livekit import rtc
from livekit.agents._exceptions import APIConnectionError

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.models.model_string import Part, parse_chain
from callcenter.models.shared import speech_server
from callcenter.models.shared.speech_line import SharedMoonshine, SharedPiper, SpeechLine
from callcenter.models.shared.speech_order import SpeechOrder, speech_order
from callcenter.models.shared.speech_process import speech_process
from callcenter.models.shared.speech_server import speech_app
from callcenter.models.speech import SpeechModels
from callcenter.settings import LogSettings, load_settings

WHOLE = SpeechOrder(recogniser=True, voices=("",), log=LogSettings(level="error"))


class FakeVoice:
    """Gives the clause's letters as samples; waits, or fails, where the clause says so."""

    name = "fake"

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, float, bool, float]] = []
        self.began, self.withdrawn = asyncio.Event(), asyncio.Event()

    async def say(
        self, clause: str, *, rate_hz: int, due_at_s: float, keep: bool = False, speed: float = 1.0
    ) -> Samples:
        self.asked.append((clause, rate_hz, due_at_s, keep, speed))
        if clause == "fail":
            raise RuntimeError("the account of Ann")
        if clause == "wait":
            self.began.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.withdrawn.set()
        return np.frombuffer(clause.encode("utf-16-le"), dtype=np.int16)


class FakeEar:
    async def recognise(self, frame: rtc.AudioFrame, *, asks_number: bool = False) -> str:
        return f"{frame.samples_per_channel} at {frame.sample_rate}{', a number' if asks_number else ''}"


@asynccontextmanager
async def served(voice: FakeVoice) -> AsyncIterator[SpeechLine]:
    with tempfile.TemporaryDirectory(prefix="cc-") as folder:
        runner = web.AppRunner(speech_app(FakeEar(), {"es.onnx": voice}), handler_cancellation=True)
        await runner.setup()
        await web.UnixSite(runner, f"{folder}/speech").start()
        line = SpeechLine(Path(folder) / "speech")
        try:
            yield line
        finally:
            await line.aclose()
            await runner.cleanup()


async def test_line__a_clause_and_a_segment__travel_whole() -> None:
    voice = FakeVoice()
    async with served(voice) as line:
        pcm = await SharedPiper(line, "es.onnx", "fake").say(
            "¿Qué & cuánto=1?", rate_hz=8000, due_at_s=12.5, keep=True, speed=0.8
        )
        frame = rtc.AudioFrame(data=bytes(640), sample_rate=16_000, num_channels=1, samples_per_channel=320)
        words = await SharedMoonshine(line).recognise(frame)
        number = await SharedMoonshine(line).recognise(frame, asks_number=True)

    assert pcm.tobytes().decode("utf-16-le") == "¿Qué & cuánto=1?"
    assert voice.asked == [("¿Qué & cuánto=1?", 8000, 12.5, True, 0.8)]
    assert (words, number) == ("320 at 16000", "320 at 16000, a number")


async def test_line__a_model_fails__says_so_without_what_was_said() -> None:
    async with served(FakeVoice()) as line:
        with pytest.raises(APIConnectionError) as caught:
            await SharedPiper(line, "es.onnx", "fake").say("fail", rate_hz=8000, due_at_s=0.0)

    assert "RuntimeError" in str(caught.value) and "Ann" not in str(caught.value)
    assert not caught.value.retryable


async def test_line__caller_interrupts__question_is_withdrawn() -> None:
    voice = FakeVoice()
    async with served(voice) as line:
        asking = asyncio.create_task(SharedPiper(line, "es.onnx", "fake").say("wait", rate_hz=8000, due_at_s=0.0))
        await asyncio.wait_for(voice.began.wait(), 60)
        asking.cancel()
        await asyncio.wait_for(voice.withdrawn.wait(), 60)


async def test_line__nobody_there__is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("callcenter.models.shared.speech_line.AWAY_S", 0.0)
    line = SpeechLine(tmp_path / "speech")

    with pytest.raises(APIConnectionError):
        await line.ask("voices")
    await line.aclose()


def test_order__models_of_settings_and_agents__once_each() -> None:
    models = [
        *parse_chain(["deepgram/nova-3", "local/moonshine"], Part.STT),
        *parse_chain(["local/dialog"], Part.LLM),
        *parse_chain(["rime/coda", "local/piper"], Part.TTS),
        *parse_chain(["local/piper", "local/piper:/voices/es.onnx"], Part.TTS),
    ]

    order = speech_order(models, LogSettings())

    assert (order.recogniser, order.voices) == (True, ("", "/voices/es.onnx"))
    assert SpeechOrder.model_validate_json(order.model_dump_json()) == order
    assert speech_order(parse_chain(["local/dialog"], Part.LLM), LogSettings()).is_empty


def servers() -> list[psutil.Process]:
    """The speech processes that this one has started and that live."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may end meanwhile
            if "callcenter.models.shared.speech_server" in process.cmdline():
                found.append(process)
    return found


async def test_process__says_and_recognises__and_jobs_load_nothing_themselves() -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed")
    settings = load_settings(models={"stt": ["local/moonshine"], "tts": ["local/piper"], "turn_detection": "vad"})
    async with speech_process(WHOLE) as socket:
        line = SpeechLine(socket)
        models = await SpeechModels.load(settings, line=line)
        try:
            voice = models.local_voice("", rate_hz=16_000).piper
            pcm = await voice.say("How much do I owe you?", rate_hz=16_000, due_at_s=0.0)
            frame = rtc.AudioFrame(data=pcm.tobytes(), sample_rate=16_000, num_channels=1, samples_per_channel=len(pcm))
            words = await models.local_recogniser().recognise(frame)
        finally:
            await models.aclose()

    assert isinstance(voice, SharedPiper)
    assert "how much do i owe you" in re.sub(r"[^a-z ]", "", words.lower())
    assert servers() == []


async def test_process__killed_or_told_to_stop__goes_on_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed")
    # A busy machine loads the models for longer than a caller may be kept waiting.
    monkeypatch.setattr("callcenter.models.shared.speech_line.AWAY_S", 120.0)
    async with speech_process(SpeechOrder(voices=("",), log=LogSettings(level="error"))) as socket:
        line = SpeechLine(socket)
        voice = SharedPiper(line, "", "")
        (first,) = servers()
        # A rollout's SIGTERM is for the worker, which drains.
        first.send_signal(signal.SIGTERM)
        assert len(await voice.say("Hello.", rate_hz=16_000, due_at_s=0.0)) > 1000
        first.kill()
        # No sooner and no later than it is back: the question waits.
        assert len(await voice.say("Hello again.", rate_hz=16_000, due_at_s=0.0)) > 1000
        (second,) = servers()
        assert second.pid != first.pid
        await line.aclose()


async def test_process__a_voice_that_is_not_there__is_said_at_the_start() -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed")
    with pytest.raises(ModelUnavailable, match=r"no-such\.onnx"):
        async with speech_process(SpeechOrder(voices=("/no-such.onnx",), log=LogSettings(level="error"))):
            pass


async def test_process__its_worker_is_gone__ends_by_itself(tmp_path: Path) -> None:
    order = SpeechOrder(recogniser=True, log=LogSettings(level="error"))
    read, write = os.pipe()
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.models.shared.speech_server",
        str(Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp")) / "speech"),
        order.model_dump_json(),
        stdin=read,
        stdout=asyncio.subprocess.PIPE,
    )
    os.close(read)
    assert server.stdout is not None
    assert b'"fault": ""' in await server.stdout.readline()

    os.close(write)

    assert await asyncio.wait_for(server.wait(), 60) == 0


def test_server__a_file_of_sayings__is_what_its_recogniser_expects(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class FakeMoonshine:
        expected: tuple[str, ...] = ()

        @classmethod
        def load(cls) -> FakeMoonshine:
            return cls()

        def expect(self, sayings: Iterable[str]) -> None:
            self.expected = tuple(sayings)

    monkeypatch.setattr(speech_server, "Moonshine", FakeMoonshine)
    file = tmp_path / "sayings"
    file.write_text("how much do I owe\nmy internet is down", encoding="utf-8")

    told = speech_server.load_recogniser(SpeechOrder(recogniser=True, sayings=file))
    assert isinstance(told, FakeMoonshine)
    assert told.expected == ("how much do I owe", "my internet is down")


async def test_server__a_file_of_phrases__is_spoken_once_for_all_jobs(tmp_path: Path) -> None:
    spoken: list[tuple[str, int]] = []

    class Voice:
        async def preload(self, phrase: str, *, rate_hz: int) -> None:
            spoken.append((phrase, rate_hz))

    file = tmp_path / "phrases"
    file.write_text("One moment.\nHow can I help you?", encoding="utf-8")

    await speech_server.prepare_phrases(SpeechOrder(voices=("",), phrases=file), [Voice()])
    await speech_server.prepare_phrases(SpeechOrder(voices=("",)), [Voice()])

    assert spoken == [("One moment.", 16_000), ("How can I help you?", 16_000)]
