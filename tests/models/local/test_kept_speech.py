"""Fixed phrases that a process has spoken are there for the next, which doesn't speak them anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from callcenter.models.local.kept_speech import KeptSpeech
from callcenter.models.local.piper import Piper

GREETING = "Welcome to Harbor Internet."


class Voice:
    """A voice that keeps what it was asked to say."""

    config = SimpleNamespace(sample_rate=16_000, length_scale=1.0)

    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesize(self, text: str, _: Any) -> Iterator[SimpleNamespace]:
        self.said.append(text)
        yield SimpleNamespace(audio_float_array=np.random.default_rng().normal(0, 0.1, 8000).astype(np.float32))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "voice.onnx"
    file.write_bytes(b"weights")
    return file


async def preloaded(kept: KeptSpeech) -> tuple[list[str], bytes]:
    """Start a process's voice and have it make the greeting ready: what it had to speak, and the greeting's PCM."""
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    voice = Voice()
    piper = Piper(voice, name="voice", threads=1, kept=kept)
    await piper.preload(GREETING, rate_hz=8000)
    spoken = list(voice.said)
    pcm = await piper.say(GREETING, rate_hz=8000, due_at_s=0.0)
    piper.close()
    return spoken, pcm.tobytes()


async def test_kept_speech__started_again__says_the_same_without_speaking_it(tmp_path: Path, model: Path) -> None:
    first = await preloaded(KeptSpeech(tmp_path / "kept", [model]))
    second = await preloaded(KeptSpeech(tmp_path / "kept", [model]))

    assert first[0] == [GREETING]
    assert second[0] == []
    assert first[1] == second[1]
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700


async def test_kept_speech__what_callers_alone_hear__is_not_kept(tmp_path: Path, model: Path) -> None:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    piper = Piper(Voice(), name="voice", threads=1, kept=KeptSpeech(tmp_path / "kept", [model]))
    await piper.say("Your balance is 45 dollars, Mr. Smith.", rate_hz=8000, due_at_s=0.0)
    piper.close()

    assert not (tmp_path / "kept").exists()


async def test_kept_speech__another_voice__speaks_it_anew(tmp_path: Path, model: Path) -> None:
    await preloaded(KeptSpeech(tmp_path / "kept", [model]))
    model.write_bytes(b"other weights")

    assert (await preloaded(KeptSpeech(tmp_path / "kept", [model])))[0] == [GREETING]


async def test_kept_speech__folder_that_cant_be_used__costs_the_speaking_alone(tmp_path: Path, model: Path) -> None:
    (tmp_path / "file").write_text("")

    assert (await preloaded(KeptSpeech(tmp_path / "file" / "kept", [model])))[0] == [GREETING]


def test_kept_speech__more_than_any_agents_have__the_oldest_go(tmp_path: Path, model: Path) -> None:
    folder, pcm = tmp_path / "kept", np.ones(2, dtype=np.int16)
    kept = KeptSpeech(folder, [model])
    for said in ("old", "older"):
        kept.put(said, pcm)
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    for number in range(1100):
        (folder / f"phrase-{number}").touch()

    # Those of the next start, of whom the first one's clause is the one too many.
    kept = KeptSpeech(folder, [model])
    kept.put("new", pcm)

    assert kept.get("old") is None and kept.get("older") is None
    assert kept.get("new") is not None


def test_kept_speech__one_process_with_more_than_any_agents_have__stays_bounded(tmp_path: Path, model: Path) -> None:
    kept, pcm = KeptSpeech(tmp_path / "kept", [model]), np.ones(2, dtype=np.int16)
    for said in range(1600):
        kept.put(said, pcm)

    assert len([*(tmp_path / "kept").iterdir()]) <= 1280
    assert kept.get(1599) is not None
