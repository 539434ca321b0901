"""Speech for the model tests: said by the device's own voice, heard through a phone line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from callcenter.bench.load.phone_line import LINE_HZ, over_the_line
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import Piper

Say = Callable[[str], bytes]


@pytest.fixture(scope="session")
def piper() -> Iterator[Piper]:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")
    loaded = Piper.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def moonshine() -> Iterator[Moonshine]:
    loaded = Moonshine.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def say(piper: Piper) -> Say:
    """Return phone audio (8 kHz, mono int16) of a text, with a quarter second of silence before it."""

    def speak(text: str) -> bytes:
        speech = asyncio.run(piper.say(text, rate_hz=LINE_HZ, due_at_s=0.0))
        return over_the_line(np.concatenate((np.zeros(LINE_HZ // 4, dtype=np.int16), speech))).tobytes()

    return speak
