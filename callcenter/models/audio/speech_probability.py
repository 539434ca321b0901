"""The model that says how likely a 32 ms window holds speech: one small state a call, weights shared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.settings.setting_values import VadChoice


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
        from livekit.local_inference import VAD

        native: SpeechProbability = VAD()
        return native
    except Exception as error:
        raise ModelUnavailable(
            f"Voice activity model {choice} could not be loaded ({type(error).__name__}).",
            remedy="Run `uv sync`; it is among the package's own dependencies.",
        ) from error


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
