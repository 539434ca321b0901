"""Tries every configured model with one small request: what `callcenter doctor --models` prints.

Deepgram, Groq and Rime are always listed, with the key that is missing, since they are what most operators add first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
import numpy as np
from livekit import rtc
from livekit.agents import APIStatusError, llm, stt, tts
from livekit.agents.types import APIConnectOptions

from callcenter.errors import CallcenterError, SettingsError
from callcenter.models.choice import ModelSource, every_chain
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import Piper
from callcenter.models.model_string import ModelString, Part, parse_model
from callcenter.models.phone_tuning import MODEL_RATE_HZ
from callcenter.models.providers import KEYS, CallNeeds, build_llm, build_stt, build_tts, missing_for, remedy_for
from callcenter.settings import Settings

#: Longest wait for one model's answer.
TIMEOUT_S = 10.0
#: Time a model on the device gets to load, on top.
LOADING_S = 20.0
#: Listed whether configured or not.
ALWAYS = (
    (Part.STT, "deepgram/nova-3"),
    (Part.LLM, "groq/openai/gpt-oss-120b"),
    (Part.TTS, "rime/coda"),
)
_ONCE = APIConnectOptions(max_retry=0, timeout=TIMEOUT_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCheck:
    """What became of one model.

    `latency_ms` is the wait for the first output. `found` says what is so and `remedy` what to do about it; neither
    holds a key. A model that is in no chain is listed with `is_configured` false and was not tried.
    """

    part: str
    model: str
    is_ok: bool
    found: str
    remedy: str = ""
    is_configured: bool = True
    latency_ms: int | None = None


async def check_models(settings: Settings, agents: Iterable[ModelSource] = ()) -> list[ModelCheck]:
    """Try each configured model once, all at the same time, and list Deepgram, Groq and Rime in any case. Never raises.

    `agents` are the agents' own models, tried beside those of the settings.
    """
    chains = [found for source in (settings.models, *agents) for found in every_chain(source)]
    configured = list(dict.fromkeys((part, text) for part, chain in chains for text in chain))
    # The model library makes its clients at the first use; a session of ours serves the plugins that need one.
    async with aiohttp.ClientSession() as session:
        checks = list(await asyncio.gather(*(_check(part, text, settings, session) for part, text in configured)))
    listed = {(part, text.partition("/")[0]) for part, text in configured}
    checks += [_unconfigured(part, text, settings) for part, text in ALWAYS if (part, text.split("/")[0]) not in listed]
    return checks


def _unconfigured(part: Part, text: str, settings: Settings) -> ModelCheck:
    model = parse_model(text, part)
    variable = f"CALLCENTER_MODELS__{part.upper()}"
    lacking = missing_for(model, settings)
    key = KEYS[model.provider][0]
    return ModelCheck(
        part=part,
        model=model.name,
        is_ok=False,
        is_configured=False,
        found=f"Not in use. {lacking}" if lacking else f"Not in use. {key} is set.",
        remedy=f"To use it, set {key} and put it first in {variable}."
        if lacking
        else f"To use it, put it first in {variable}.",
    )


async def _check(part: Part, text: str, settings: Settings, session: aiohttp.ClientSession) -> ModelCheck:
    try:
        model = parse_model(text, part)
    except SettingsError as error:
        return ModelCheck(part=part, model=text, is_ok=False, found=error.what, remedy=error.remedy)
    if not model.is_local and (lacking := missing_for(model, settings)):
        return ModelCheck(part=part, model=model.name, is_ok=False, found=lacking, remedy=remedy_for(model))
    try:
        latency_s = await asyncio.wait_for(_TRIALS[part](model, settings, session), TIMEOUT_S + LOADING_S)
    except CallcenterError as error:
        return ModelCheck(part=part, model=model.name, is_ok=False, found=error.what, remedy=error.remedy)
    except Exception as error:
        found, remedy = _explain(model, error)
        return ModelCheck(part=part, model=model.name, is_ok=False, found=found, remedy=remedy)
    return ModelCheck(part=part, model=model.name, is_ok=True, found="Works.", latency_ms=round(latency_s * 1000))


async def _try_stt(model: ModelString, settings: Settings, session: aiohttp.ClientSession) -> float:
    sound = _sound()
    if model.is_local:
        moonshine = await asyncio.to_thread(Moonshine.load)
        try:
            return await _timed(moonshine.recognise(sound))
        finally:
            moonshine.close()
    recogniser = build_stt(model, settings, session, CallNeeds())
    try:
        if not recogniser.capabilities.streaming:
            return await _timed(recogniser.recognize(sound, conn_options=_ONCE))
        return await _timed(_stream_sound(recogniser, sound))
    finally:
        await recogniser.aclose()


async def _stream_sound(recogniser: stt.STT[Any], sound: rtc.AudioFrame) -> None:
    """Open the recogniser's stream and let it take a second of sound; that it hears no words is fine."""
    async with recogniser.stream(conn_options=_ONCE) as stream:
        stream.push_frame(sound)
        stream.end_input()
        # The first event, be it only what the audio cost, comes once the server has let us in.
        async for _ in stream:
            return


async def _try_llm(model: ModelString, settings: Settings, session: aiohttp.ClientSession) -> float:
    if model.is_local:
        # The dialog engine is built from the agents' files; `callcenter validate` reads those.
        return 0.001
    language_model = build_llm(model, settings, session)
    context = llm.ChatContext.empty()
    context.add_message(role="user", content="Answer with the word yes.")
    try:
        async with language_model.chat(chat_ctx=context, conn_options=_ONCE) as stream:
            return await _timed(_first(stream))
    finally:
        await language_model.aclose()


async def _try_tts(model: ModelString, settings: Settings, session: aiohttp.ClientSession) -> float:
    if model.is_local:
        piper = await asyncio.to_thread(Piper.load, model.variant)
        try:
            return await _timed(piper.say("Yes.", rate_hz=MODEL_RATE_HZ, due_at_s=0.0))
        finally:
            piper.close()
    voice = build_tts(model, settings, session, CallNeeds())
    try:
        if not voice.capabilities.streaming:
            async with voice.synthesize("Yes.", conn_options=_ONCE) as sounds:
                return await _timed(_first(sounds))
        return await _timed(_stream_words(voice))
    finally:
        await voice.aclose()


async def _stream_words(voice: tts.TTS[Any]) -> None:
    async with voice.stream(conn_options=_ONCE) as stream:
        stream.push_text("Yes, of course I can. ")
        stream.end_input()
        await _first(stream)


_TRIALS = {Part.STT: _try_stt, Part.LLM: _try_llm, Part.TTS: _try_tts}


async def _first(stream: Any) -> None:
    """Wait for a stream's first piece."""
    async for _ in stream:
        return
    raise ConnectionError("the model gave no output")


async def _timed(work: Any) -> float:
    began_s = time.perf_counter()
    await asyncio.wait_for(work, TIMEOUT_S)
    return time.perf_counter() - began_s


def _sound() -> rtc.AudioFrame:
    """Return a second of quiet noise: a request as good as speech, with nobody's words in it."""
    samples = np.random.default_rng(1).normal(0, 300, MODEL_RATE_HZ).astype(np.int16)
    return rtc.AudioFrame(
        data=samples.tobytes(), sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=len(samples)
    )


def _explain(model: ModelString, error: Exception) -> tuple[str, str]:
    """Return what went wrong with a hosted model and what to do."""
    key = KEYS.get(model.provider, ("its key", ""))[0]
    where = f" at {model.url}" if model.url else ""
    status = error.status_code if isinstance(error, APIStatusError) else 0
    if isinstance(error, TimeoutError):
        return f"No answer within {TIMEOUT_S:g} s{where}.", "Check the address and the network."
    if status in (401, 403):
        return f"The server refused {key} (HTTP {status}).", "Correct the key."
    if status == 404:
        return f"The server does not know this model{where} (HTTP 404).", "Correct its name or address."
    if status == 429:
        return "The server's rate limit or quota is used up (HTTP 429).", "Raise it or wait."
    if status > 0:
        return f"The server failed (HTTP {status}).", "Look at the provider's status page."
    return f"Can't reach the server{where} ({type(error).__name__}).", "Check the address and the network."
