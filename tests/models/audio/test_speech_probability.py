"""The model of speech hears as well after a long while in a full room as at first."""

from __future__ import annotations

import numpy as np
import pytest

from callcenter.models.audio.speech_probability import FORGETS_AFTER, SPEECH_FROM, open_speech_probability


class Memory:
    """Counts the windows it was given since its last beginning."""

    heard = 0
    speaks = False

    def predict(self, _pcm: object) -> float:
        Memory.heard += 1
        return 0.9 if Memory.speaks else 0.0

    def reset(self) -> None:
        Memory.heard = 0


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> type[Memory]:
    monkeypatch.setattr("livekit.local_inference.VAD", Memory)
    monkeypatch.setattr(Memory, "heard", 0)
    monkeypatch.setattr(Memory, "speaks", False)
    return Memory


def test_speech_probability__nobody_has_spoken_for_a_while__begins_anew(memory: type[Memory]) -> None:
    model, silence = open_speech_probability("native"), np.zeros(512, np.int16)

    for _ in range(FORGETS_AFTER + 1):
        assert model.predict(silence) < SPEECH_FROM

    assert memory.heard == 1


def test_speech_probability__somebody_speaks__nothing_is_forgotten(memory: type[Memory]) -> None:
    model, silence = open_speech_probability("native"), np.zeros(512, np.int16)

    for number in range(3 * FORGETS_AFTER):
        memory.speaks = number % FORGETS_AFTER == 0
        model.predict(silence)

    assert memory.heard == 3 * FORGETS_AFTER
