"""Which links of the chains can be had here: an optional package, a voice's file or a key may be missing.

A link that can't be had is left out with a warning, so that a cluster whose optional keys aren't set still answers by
what is left. A chain that would be left without any is a fault, told with all others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from callcenter.errors import ModelUnavailable, SettingsError
from callcenter.log import logger
from callcenter.models.model_string import ModelString, Part, parse_chain
from callcenter.models.providers import missing_for
from callcenter.settings import ModelSettings, Settings

log = logger(__name__)

#: A pydantic model with `stt`, `llm`, `tts` and `languages`: settings' or an agent's.
Source = TypeVar("Source", bound=BaseModel)


def usable_settings(settings: Settings, parts: Collection[Part] = tuple(Part)) -> Settings:
    """Return the settings with the links that can be had.

    Raises:
        SettingsError: a model string can't be read.
        ModelUnavailable: a chain has no link that can be had; all such chains are named.
    """
    (models,) = usable([settings.models], settings, parts)
    return settings if models is settings.models else settings.model_copy(update={"models": models})


def usable(sources: Sequence[Source], settings: Settings, parts: Collection[Part] = tuple(Part)) -> list[Source]:
    """Return sources of chains with the links that can be had, only those of `parts` looked at; warns of each other.

    Raises:
        SettingsError: model strings can't be read; all are named, with the variable they stand in.
        ModelUnavailable: a chain has no link that can be had; all such chains are named.
    """
    named: list[ModelString] = []
    faults: dict[str, None] = {}
    for source in sources:
        for where, part, chain in _chains(source):
            if part not in parts:
                continue
            try:
                named += parse_chain(chain, part)
            except SettingsError as error:
                faults |= dict.fromkeys(f"{where}{what}" for what in error.what.splitlines())
    if faults:
        raise SettingsError("\n".join(faults), remedy="docs/models.md says how models are named.")
    lacks = {model: lacking for model in dict.fromkeys(named) if (lacking := missing_for(model, settings))}
    if not lacks:
        return list(sources)
    empty: dict[str, None] = {}
    found = [_without(source, lacks, empty) for source in sources]
    if empty:
        raise ModelUnavailable(
            "Models can't be used:\n" + "\n".join(empty),
            remedy="Install what is missing or set the keys, or take the models out of their chains; "
            "`callcenter doctor --models` tries them all.",
        )
    for model, lacking in lacks.items():
        log.warning("model_left_out", part=model.part.value, model=model.name, lacking=lacking)
    return found


def _chains(source: Any) -> Iterator[tuple[str, Part, Sequence[str]]]:
    """Yield each chain that a source names, with the variable it stands in (an agent.yaml's was told with its line)."""
    levels = [
        ("", source),
        *((f"LANGUAGES__{language.upper()}__", level) for language, level in source.languages.items()),
    ]
    for at, level in levels:
        for part in Part:
            if chain := getattr(level, part.value):
                yield (
                    f"CALLCENTER_MODELS__{at}{part.upper()}: " if isinstance(source, ModelSettings) else "",
                    part,
                    chain,
                )


def _without(source: Source, lacks: Mapping[ModelString, str], empty: dict[str, None]) -> Source:
    """Return one source without what can't be had; chains that lose all their links are told in `empty`."""
    changed: dict[str, Any] = {}
    for part in Part:
        texts: Sequence[str] = getattr(source, part.value)
        models = parse_chain(texts, part) if texts else ()
        kept = [text for text, model in zip(texts, models, strict=True) if model not in lacks]
        if texts and not kept:
            empty |= dict.fromkeys(f"{model.name}: {lacks[model]}" for model in models)
        if len(kept) < len(texts):
            changed[part.value] = tuple(kept) if isinstance(texts, tuple) else kept
    if languages := getattr(source, "languages", None):
        changed["languages"] = {name: _without(level, lacks, empty) for name, level in languages.items()}
    return source.model_copy(update=changed) if changed else source
