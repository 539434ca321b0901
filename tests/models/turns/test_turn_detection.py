"""The text turn detector is an extra: without it, whoever asks for it is told how to get it."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from livekit import rtc
from livekit.agents.inference.eot import transports
from livekit.agents.language import LanguageCode
from livekit.local_inference import EOT, _native

from callcenter.errors import ModelUnavailable
from callcenter.models.turns.turn_detection import (
    OneAtATime,
    download_text_weights,
    open_turn_detection,
    preload_turn_detection,
)
from tests.fakes.waiting import until


def test_text_turn_detection__without_its_extra__says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.plugins.turn_detector.multilingual", None)

    for ask in (lambda: open_turn_detection("text"), download_text_weights):
        with pytest.raises(ModelUnavailable) as caught:
            ask()

        assert "uv sync --extra text-turns" in caught.value.remedy


def test_download__hub_that_cannot_be_reached__is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    constants = pytest.importorskip(
        "huggingface_hub.constants", reason="the text-turns extra is not installed: uv sync --extra text-turns"
    )
    begun: list[str] = []
    detector = ModuleType("livekit.plugins.turn_detector.multilingual")
    detector._EUORunnerMultilingual = SimpleNamespace(  # type: ignore[attr-defined]
        _download_files=lambda: begun.append("download")
    )
    monkeypatch.setitem(sys.modules, detector.__name__, detector)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        hub = f"http://127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setattr(constants, "ENDPOINT", hub)

        with pytest.raises(ModelUnavailable) as caught:
            download_text_weights()

    assert hub in caught.value.remedy
    assert not begun


def test_v1_mini__calls_ask_at_once__it_predicts_for_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work: set[int] = set()
    asked = threading.Barrier(4)

    class Detector:
        def predict(self, pcm: np.ndarray) -> float:
            at_work.add(threading.get_ident())
            # The others want the same, and the interpreter goes from one to the next after each microsecond.
            seen = max(len(at_work) for _ in range(20_000))
            at_work.discard(threading.get_ident())
            return seen

    monkeypatch.setattr("callcenter.models.turns.turn_detection.EOT", Detector)
    open_turn_detection("v1-mini")
    detectors = [transports._EOT() for _ in range(4)]
    assert {type(detector) for detector in detectors} == {OneAtATime}

    def ask(detector: OneAtATime) -> list[float]:
        asked.wait(timeout=30)
        return [detector.predict(np.zeros(19_200, dtype=np.int16)) for _ in range(10)]

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = [seen for answers in pool.map(ask, detectors) for seen in answers]
    finally:
        sys.setswitchinterval(switching)
    assert set(found) == {1}


async def test_v1_mini__turn_whose_end_is_told_by_its_words__is_not_asked_until_it_is_open_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[int] = []

    class Detector:
        def predict(self, pcm: np.ndarray) -> float:
            heard.append(int(pcm[-1]))
            return 0.25

        def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setattr("callcenter.models.turns.turn_detection.EOT", Detector)
    is_open = False
    stream = open_turn_detection("v1-mini", is_open=lambda: is_open).stream()
    try:
        stream.push_audio(_frame(7))
        await until(lambda: len(stream._transport._buf) > 0)
        # As the session does: asked for in the caller's silence, waited for once there are words.
        prediction = stream.predict()
        stream.push_audio(_frame(8))
        await until(lambda: len(stream._transport._buf) > 160)

        assert not await stream.supports_language(LanguageCode("en"))
        assert not heard and not prediction.done()

        is_open = True
        for _ in range(2):
            assert await stream.supports_language(LanguageCode("en"))
            assert (await prediction).end_of_turn_probability == 0.25
        assert heard == [7]
    finally:
        await stream.aclose()


def _frame(sample: int) -> rtc.AudioFrame:
    sound = np.full(160, sample, dtype=np.int16).tobytes()
    return rtc.AudioFrame(data=sound, sample_rate=16_000, num_channels=1, samples_per_channel=160)


def test_v1_mini__once_loaded__leaves_the_file_with_its_packed_weights_and_predicts() -> None:
    file = _native.__file__

    preload_turn_detection("v1-mini")

    probability = EOT().predict(np.zeros(19_200, dtype=np.int16))
    assert 0.0 <= probability <= 1.0
    assert sum(_resident_kb(file)) < 0.2 * Path(file).stat().st_size / 1024


def _resident_kb(path: str) -> Iterator[int]:
    """Yield for each part of a mapped file how much of it is in memory for this process."""
    is_part = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        fields = line.split()
        if not fields[0].endswith(":"):
            is_part = fields[-1] == path
        elif fields[0] == "Rss:" and is_part:
            yield int(fields[1])
