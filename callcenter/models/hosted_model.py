"""A language model of its own: it judges calls, or plays callers. Never one of the agents' chains."""

from __future__ import annotations

from typing import Any

from livekit.agents import llm

from callcenter.errors import ModelUnavailable
from callcenter.models.model_string import Part, parse_model
from callcenter.models.providers import build_llm, import_plugins, require_hosted
from callcenter.settings import Settings


def hosted_model(text: str, settings: Settings) -> llm.LLM[Any]:
    """Return the language model that a model string names.

    Raises:
        SettingsError: the string can't be read.
        ModelUnavailable: it is the dialog engine, which can neither judge nor play, or a package or key is missing.
    """
    model = parse_model(text, Part.LLM)
    if model.is_local:
        raise ModelUnavailable(f"{text} can't judge or play callers.", remedy="Name a hosted language model.")
    import_plugins([model])
    require_hosted([model], settings)
    return build_llm(model, settings, None)
