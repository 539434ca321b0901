"""Which models serve: a language's own before all languages', an agent's own before the settings'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from callcenter.domain.language import base_language
from callcenter.models.model_string import LOCAL_DIALOG, ModelString, Part, parse_chain


class Chains(Protocol):
    """Model strings by part; an empty chain says nothing."""

    @property
    def stt(self) -> Sequence[str]:
        """Recognisers, the preferred first."""

    @property
    def llm(self) -> Sequence[str]:
        """Language models."""

    @property
    def tts(self) -> Sequence[str]:
        """Voices."""


class ModelSource(Chains, Protocol):
    """Where model strings are said: the settings (`settings.models`), or an agent.yaml (`models`)."""

    @property
    def languages(self) -> Mapping[Any, Chains]:
        """Chains of single languages (ISO 639-1), which come before those of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """The chains that serve one agent in one language, the preferred model first."""

    language: str
    stt: tuple[str, ...]
    llm: tuple[str, ...]
    tts: tuple[str, ...]

    @property
    def is_led_by_model(self) -> bool:
        """Whether a language model leads the conversation, and not the dialog engine."""
        return self.llm[:1] != (LOCAL_DIALOG,)

    def unable(self) -> tuple[Part, ...]:
        """Name the parts in which no model of the chain knows the language."""
        chains = ((Part.STT, self.stt), (Part.LLM, self.llm), (Part.TTS, self.tts))
        return tuple(
            part
            for part, chain in chains
            if not any(_knows(model, self.language) for model in parse_chain(chain, part))
        )


def choose(language: str, *sources: ModelSource) -> ModelChoice:
    """Return the chains for a language; the sources in order, the agent's before the settings'.

    Raises:
        KeyError: no source has a chain for a part.
    """
    base = base_language(language)

    def chain(part: Part) -> tuple[str, ...]:
        for source in sources:
            for level in (source.languages.get(base), source):
                if level is not None and (found := getattr(level, part.value)):
                    return tuple(found)
        raise KeyError(part.value)

    return ModelChoice(language=language, stt=chain(Part.STT), llm=chain(Part.LLM), tts=chain(Part.TTS))


def every_chain(source: ModelSource) -> Iterator[tuple[Part, Sequence[str]]]:
    """Yield each chain that a source names, by part."""
    for level in (source, *source.languages.values()):
        for part in Part:
            if chain := getattr(level, part.value):
                yield part, chain


def every_model(*sources: ModelSource) -> tuple[ModelString, ...]:
    """Return every model that the sources name, once each.

    Raises:
        SettingsError: a model string can't be read.
    """
    found: dict[ModelString, None] = {}
    for source in sources:
        for part, chain in every_chain(source):
            found |= dict.fromkeys(parse_chain(chain, part))
    return tuple(found)


def _knows(model: ModelString, language: str) -> bool:
    """Tell whether a model understands or speaks a language, as far as its string says.

    What runs on the device is English, but for Piper voices of the operator's own; a recogniser whose string names one
    language hears only that.
    """
    base = base_language(language)
    if model.is_local:
        return base == "en" or (model.part is Part.TTS and bool(model.variant))
    if model.part is Part.STT and model.variant and model.variant != "multi":
        return base_language(model.variant) == base
    return True
