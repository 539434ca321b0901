"""Which models on the device a speech process is to load, and how that is told to it."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from callcenter.models.model_string import ModelString, Part
from callcenter.settings import LogSettings


class SpeechOrder(BaseModel, frozen=True):
    """Travels as JSON on the command line. `voices` are the variants of `local/piper`, "" is its own voice."""

    recogniser: bool = False
    voices: tuple[str, ...] = ()
    log: LogSettings = LogSettings()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to load."""
        return not self.recogniser and not self.voices


def speech_order(models: Iterable[ModelString], log: LogSettings) -> SpeechOrder:
    """Return what these models need on the device."""
    local = [model for model in models if model.is_local]
    voices = dict.fromkeys(model.variant for model in local if model.part is Part.TTS)
    return SpeechOrder(recogniser=any(model.part is Part.STT for model in local), voices=tuple(voices), log=log)
