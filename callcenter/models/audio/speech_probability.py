"""The model that says how likely a 32 ms window holds speech: one small state a call, weights shared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.settings.setting_values import VadChoice

#: Windows of 32 ms without speech after which the model begins anew (16 s), and the least probability of speech.
FORGETS_AFTER, SPEECH_FROM = 500, 0.3


class SpeechProbability(Protocol):
    """One call's model state. Used by one thread."""

    def predict(self, pcm: Samples) -> float:
        """Return the probability (0–1) that a window of 512 samples at 16 kHz holds speech."""


def open_speech_probability(choice: VadChoice) -> SpeechProbability:
    """Return fresh state for one call.

    Raises:
        ModelUnavailable: the package behind the choice can't be loaded.
    """
    try:
        if choice == "silero":
            return _Silero()
        return _Native()
    except Exception as error:
        raise ModelUnavailable(
            f"Voice activity model {choice} could not be loaded ({type(error).__name__}).",
            remedy="Run `uv sync`; it is among the package's own dependencies.",
        ) from error


class _Native:
    """livekit's own model, which begins anew where nobody has spoken for a while.

    Its memory of a full room makes it deaf: of 24 short answers after 45 s of one, 16 dB below the voice, it missed 6.
    """

    def __init__(self) -> None:
        from livekit.local_inference import VAD

        self._vad = VAD()
        self._without_speech = 0

    def predict(self, pcm: Samples) -> float:
        """Return the probability of speech in the window."""
        if self._without_speech >= FORGETS_AFTER:
            self._vad.reset()
            self._without_speech = 0
        probability = float(self._vad.predict(pcm))
        self._without_speech = 0 if probability >= SPEECH_FROM else self._without_speech + 1
        return probability


class _Silero:
    """The Silero plugin's model, without its stream."""

    def __init__(self) -> None:
        from livekit.plugins.silero.onnx_model import OnnxModel

        self._model = OnnxModel(onnx_session=_silero_session(), sample_rate=16_000)

    def predict(self, pcm: Samples) -> float:
        """Return the probability of speech in the window."""
        return float(self._model(pcm.astype(np.float32) / 32768.0))


@lru_cache(maxsize=1)
def _silero_session() -> Any:
    from livekit.plugins.silero.onnx_model import new_inference_session

    return new_inference_session(force_cpu=True)
