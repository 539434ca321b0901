"""Model strings: `provider/model[:variant][@url]`, one line for any recogniser, language model or voice.

    deepgram/nova-3:multi                          a recogniser and its language
    groq/openai/gpt-oss-120b                       a language model
    rime/coda:luna                                 a voice model and its speaker
    openai-compatible/NAME@http://host:8000/v1     any server that speaks OpenAI's protocol
    livekit/deepgram/nova-3:multi                  LiveKit's own gateway
    local/moonshine  local/dialog  local/piper     on the device; local/piper:/path/voice.onnx for other voices

Any other provider is an installed `livekit-plugins-*` package by its name. A list of strings is a failover chain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from callcenter.errors import SettingsError


class Part(StrEnum):
    """What a model does in a call."""

    STT = "stt"
    LLM = "llm"
    TTS = "tts"


#: What `local/` has, by part.
LOCAL = {Part.STT: "moonshine", Part.LLM: "dialog", Part.TTS: "piper"}
#: Model string of the offline dialog engine.
LOCAL_DIALOG = f"local/{LOCAL[Part.LLM]}"
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9_-]*")
_EXAMPLES = {
    Part.STT: "deepgram/nova-3:multi or local/moonshine",
    Part.LLM: "groq/openai/gpt-oss-120b or local/dialog",
    Part.TTS: "rime/coda or local/piper",
}


@dataclass(frozen=True, slots=True)
class ModelString:
    """One parsed model string. `variant` is a recogniser's language or a voice's speaker; empty if not given."""

    part: Part
    provider: str
    model: str
    variant: str = ""
    url: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the model runs in this process."""
        return self.provider == "local"

    def __str__(self) -> str:
        variant = f":{self.variant}" if self.variant else ""
        url = f"@{self.url}" if self.url else ""
        return f"{self.provider}/{self.model}{variant}{url}"

    @property
    def name(self) -> str:
        """The string without its address, for logs, facts and metric labels. Of a voice, without its speaker.

        A recogniser's language stays: hearing many languages has a price of its own.
        """
        language = f":{self.variant}" if self.part is Part.STT and self.variant else ""
        return f"{self.provider}/{self.model}{language}"


def parse_model(text: str, part: Part) -> ModelString:
    """Read one model string.

    Raises:
        SettingsError: it can't be read, or names nothing there is; the message has every fault.
    """
    model, faults = _read(text, part)
    if faults:
        raise SettingsError("\n".join(faults), remedy=f"For example: {_EXAMPLES[part]}.")
    return model


def parse_chain(texts: Sequence[str], part: Part) -> tuple[ModelString, ...]:
    """Read a failover chain, the preferred first.

    Raises:
        SettingsError: one or more strings can't be read, the list is empty, or it names a model twice; the
            message has every fault.
    """
    faults: list[str] = [] if texts else [f"The {part} chain is empty."]
    chain: list[ModelString] = []
    for text in texts:
        model, wrong = _read(text, part)
        faults += wrong
        if not wrong and model in chain:
            faults.append(f"{part} model {text!r} is listed twice.")
        chain.append(model)
    if faults:
        raise SettingsError("\n".join(faults), remedy=f"For example: {_EXAMPLES[part]}.")
    return tuple(chain)


def _read(text: str, part: Part) -> tuple[ModelString, list[str]]:
    named = f"{part} model {text!r}"
    body, at, url = text.strip().partition("@")
    # A model's own name may hold an @ (some hubs' do); an address always has a scheme.
    if at and "://" not in url:
        body, url = text.strip(), ""
    provider, slash, model = body.partition("/")
    faults = []
    if not slash or not provider or not model:
        faults.append(f"{named} is not of the form provider/model.")
    if provider and not _PROVIDER.fullmatch(provider):
        faults.append(f"{named}: provider {provider!r} may have only a-z, 0-9, - and _.")
    if url and (urlsplit(url).scheme not in ("http", "https", "ws", "wss") or not urlsplit(url).netloc):
        faults.append(f"{named}: {url!r} is no http(s) or ws(s) address.")
    if provider == "openai-compatible" and not url:
        faults.append(f"{named} needs an address: openai-compatible/NAME@http://host:port/v1.")
    model, variant = _split_variant(provider, model, part)
    if not model and body.partition("/")[2]:
        faults.append(f"{named} names no model.")
    if provider == "local" and model and model != LOCAL[part]:
        faults.append(f"{named}: on the device there is local/{LOCAL[part]} only.")
    if provider == "local" and url:
        faults.append(f"{named}: a local model has no address.")
    return ModelString(part, provider, model, variant, url), faults


def _split_variant(provider: str, model: str, part: Part) -> tuple[str, str]:
    """Part the language or speaker from the name. A language model's name keeps its colon (llama3.2:3b)."""
    if part is Part.LLM:
        return model, ""
    if provider == "local":
        name, _, variant = model.partition(":")
        return name, variant
    name, colon, variant = model.rpartition(":")
    return (name, variant) if colon else (model, "")
