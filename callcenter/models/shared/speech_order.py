"""Which models on the device a speech process is to load, and how that is told to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel

from callcenter.models.model_string import ModelString, Part
from callcenter.settings import LogSettings


class SpeechOrder(BaseModel, frozen=True):
    """Travels as JSON on the command line. `voices` are the variants of `local/piper`, "" is its own voice.

    `sayings` is a file of what callers are likely to say, a line each, `phrases` one of what agents say word for word,
    and `kept_in` the folder that keeps them, spoken, for the next start.
    """

    recogniser: bool = False
    sayings: Path | None = None
    phrases: Path | None = None
    kept_in: Path | None = None
    voices: tuple[str, ...] = ()
    log: LogSettings = LogSettings()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to load."""
        return not self.recogniser and not self.voices


def speech_order(
    models: Iterable[ModelString],
    log: LogSettings,
    *,
    sayings: Path | None = None,
    phrases: Path | None = None,
    kept_in: Path | None = None,
) -> SpeechOrder:
    """Return what these models need on the device; the files and the folder are `SpeechOrder`'s."""
    local = [model for model in models if model.is_local]
    voices = dict.fromkeys(model.variant for model in local if model.part is Part.TTS)
    is_heard = any(model.part is Part.STT for model in local)
    return SpeechOrder(
        recogniser=is_heard, sayings=sayings, phrases=phrases, kept_in=kept_in, voices=tuple(voices), log=log
    )
