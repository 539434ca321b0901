"""Builds a call's models from its settings: one model, or a failover chain of them.

A chain stands on livekit-agents' FallbackAdapters. Each hosted link is wrapped with our own first-output deadline,
what failed is remembered for the whole process, each change of model is reported, and the better model serves
again once it works.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
from livekit import rtc
from livekit.agents import llm, stt, tts
from livekit.agents.types import APIConnectOptions

from callcenter import metrics
from callcenter.errors import ModelUnavailable
from callcenter.models.failover.chain_stt import ChainSTT, Link
from callcenter.models.failover.deadline_llm import DeadlineLLM
from callcenter.models.failover.deadline_tts import DeadlineTTS, as_streaming
from callcenter.models.failover.health import Health, LeftAlone
from callcenter.models.failover.segment_recogniser import Passes, Recognise, SegmentRecogniser, every_event
from callcenter.models.failover.switches import OnSwitch, Serving, Switch
from callcenter.models.failover.unanswered import Hearing
from callcenter.models.failover.watched_stt import WatchedSTT
from callcenter.models.model_string import ModelString, Part, parse_chain
from callcenter.models.providers import CallNeeds, build_llm, build_stt, build_tts, takes_keyterms
from callcenter.models.quick.chat import quickened
from callcenter.settings import Settings

__all__ = ["Switch", "aclose_shared", "llm_chain", "serving_llm", "stt_chain", "tts_chain"]


#: Longest wait for a recogniser on the device: the last resort, whose queue is the only thing that can make it late.
LOCAL_DEADLINE_S = 10.0


@dataclass(slots=True)
class _Shared:
    """What the calls of one event loop share: the health of all models, and connections to their providers."""

    health: dict[ModelString, Health] = field(default_factory=dict)
    #: What was built and for which settings; by their identity, so that none takes another's place unclosed.
    models: dict[tuple[Hashable, int], tuple[Settings, Any]] = field(default_factory=dict)

    def model(self, key: Hashable, settings: Settings, build: Callable[[], Any]) -> Any:
        """Return a model built before for the same settings, or a new one."""
        if (model := self.kept(key, settings)) is None:
            model = build()
            self.keep(key, settings, model)
        return model

    def kept(self, key: Hashable, settings: Settings) -> Any:
        """Return a model built before for the same settings, or None."""
        _, model = self.models.get((key, id(settings)), (None, None))
        return model

    def keep(self, key: Hashable, settings: Settings, model: Any) -> None:
        """Keep a model for the calls of these settings, until `aclose_shared`."""
        self.models[key, id(settings)] = (settings, model)


_SHARED: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Shared] = weakref.WeakKeyDictionary()


def llm_chain(
    specs: Sequence[str],
    *,
    settings: Settings,
    local: Callable[[], llm.LLM[Any]],
    on_switch: OnSwitch | None = None,
) -> llm.LLM[Any]:
    """Return the language model of one agent in one call.

    Args:
        specs: Model strings, the preferred first.
        settings: Keys, addresses and deadlines.
        local: Makes the agent's `local/dialog`.
        on_switch: Called at each change of model.

    Raises:
        SettingsError: a model string can't be read.
        ModelUnavailable: a package or key is missing.
    """
    chain = parse_chain(specs, Part.LLM)
    shared = _shared()
    links = [local() if model.is_local else _llm_link(model, settings, shared) for model in chain]
    if len(links) == 1:
        return links[0]
    serving = _serving(chain, links, shared, on_switch)
    adapter = ChainLLM(links, serving, attempt_timeout_s=settings.models.llm_deadline_s)
    adapter.on("llm_availability_changed", lambda event: serving.change(links.index(event.llm), event.available))
    return adapter


class ChainLLM(llm.FallbackAdapter):
    """A chain of language models that tells which of them serves."""

    def __init__(self, links: Sequence[llm.LLM[Any]], serving: Serving, *, attempt_timeout_s: float) -> None:
        super().__init__([*links], attempt_timeout=attempt_timeout_s, max_retry_per_llm=0, retry_on_chunk_sent=True)
        self._links = tuple(links)
        self._serving = serving

    @property
    def serving(self) -> llm.LLM[Any]:
        """The link that answers next."""
        return self._links[self._serving.index]


def serving_llm(model: object) -> object:
    """Return the language model that answers next: a chain's serving link, or the model itself."""
    return model.serving if isinstance(model, ChainLLM) else model


def tts_chain(
    specs: Sequence[str],
    *,
    settings: Settings,
    session: aiohttp.ClientSession | None,
    call: CallNeeds,
    local: Callable[[str], tts.TTS[Any]],
    on_switch: OnSwitch | None = None,
) -> tts.TTS[Any]:
    """Return the voice of one call, mono at the call's sample rate.

    `local` makes `local/piper` with the voice its model string names (empty: the default). Raises as `llm_chain`.
    """
    chain = parse_chain(specs, Part.TTS)
    shared = _shared()

    def link(model: ModelString) -> tts.TTS[Any]:
        if model.is_local:
            return local(model.variant)
        voice = shared.model(
            (model, call, id(session)), settings, lambda: as_streaming(build_tts(model, settings, session, call))
        )
        return DeadlineTTS(
            voice, name=model.name, deadline_s=settings.models.tts_deadline_s, health=_health(shared, model)
        )

    links = [link(model) for model in chain]
    if len(links) == 1 and links[0].sample_rate == call.sample_rate_hz:
        return links[0]
    adapter = tts.FallbackAdapter(links, max_retry_per_tts=0, sample_rate=call.sample_rate_hz)
    serving = _serving(chain, links, shared, on_switch)
    adapter.on("tts_availability_changed", lambda event: serving.change(links.index(event.tts), event.available))
    return adapter


def stt_chain(
    specs: Sequence[str],
    *,
    settings: Settings,
    session: aiohttp.ClientSession | None,
    call: CallNeeds,
    hearing: Hearing,
    local: Callable[[], Recognise],
    on_switch: OnSwitch | None = None,
    passes: Passes = every_event,
) -> stt.STT[Any]:
    """Return a recogniser of one call, which reads the call's audio and what the call hears.

    `local` gives `local/moonshine`'s recognition of one segment; events that don't pass `passes` are kept from the
    session. Raises as `llm_chain`.
    """
    chain = parse_chain(specs, Part.STT)
    shared = _shared()
    deadline_s = settings.models.stt_deadline_s

    is_alone = len(chain) == 1 and chain[0].is_local

    def segmented(recognise: Recognise, model: str, provider: str, language: str) -> SegmentRecogniser:
        return SegmentRecogniser(
            recognise,
            lambda: hearing.listen(from_unanswered=True),
            language=language,
            model=model,
            provider=provider,
            deadline_s=LOCAL_DEADLINE_S if provider == "local" else deadline_s,
            on_answered=lambda segment, has_words: hearing.answered(segment, has_words=has_words),
            # Within a chain it is the chain that asks: its adapter must see that a link answers.
            passes=passes if is_alone else every_event,
        )

    if is_alone:
        return segmented(local(), chain[0].model, "local", "en")
    links: list[Link] = []
    for model in chain:
        if model.is_local:
            links.append(segmented(local(), model.model, "local", "en"))
            continue
        # A recogniser of whole segments holds connections, so calls share it; a streaming one holds none, and is told
        # the caller's own keyterms.
        key = (model, call.language, id(session))
        hosted = shared.kept(key, settings) or build_stt(model, settings, session, call)
        if hosted.capabilities.streaming:
            links.append(
                WatchedSTT(
                    hosted,
                    hearing,
                    name=model.name,
                    deadline_s=deadline_s,
                    takes_keyterms=takes_keyterms(model, hosted),
                    health=_health(shared, model),
                )
            )
        else:
            shared.keep(key, settings, hosted)
            links.append(
                segmented(_whole(hosted, deadline_s), model.model, model.provider, model.variant or call.language)
            )
    _count_errors(links, chain)
    return ChainSTT(links, chain, hearing, deadline_s=deadline_s, on_switch=on_switch, passes=passes)


def _serving(
    chain: Sequence[ModelString],
    links: Sequence[llm.LLM[Any] | tts.TTS[Any]],
    shared: _Shared,
    on_switch: OnSwitch | None,
) -> Serving:
    """Return who serves in a new chain, by what the process knows of its models; its errors are counted from now on."""
    _count_errors(links, chain)
    return Serving(chain, on_switch, is_available=[_health(shared, model).is_good for model in chain])


def _count_errors(links: Sequence[llm.LLM[Any] | tts.TTS[Any] | Link], chain: Sequence[ModelString]) -> None:
    """Count each link's errors: an adapter passes on none for as long as another link works."""
    for link, model in zip(links, chain, strict=True):
        link.on("error", partial(_count_error, model))


def _count_error(model: ModelString, event: Any) -> None:
    # One that wasn't even tried has not failed again.
    if not isinstance(event.error, LeftAlone):
        metrics.model_failed(str(model.part), model.name, type(event.error).__name__)


async def aclose_shared() -> None:
    """Close the connections to providers that this loop's calls share. Called as the process ends."""
    if (shared := _SHARED.pop(asyncio.get_running_loop(), None)) is not None:
        for _, model in shared.models.values():
            await model.aclose()


def _whole(hosted: stt.STT[Any], deadline_s: float) -> Recognise:
    """Return a hosted recogniser of whole segments as a function."""

    async def recognise(frame: rtc.AudioFrame) -> str:
        once = APIConnectOptions(max_retry=0, timeout=deadline_s)
        event = await hosted.recognize(frame, conn_options=once)
        return event.alternatives[0].text.strip() if event.alternatives else ""

    return recognise


def _llm_link(model: ModelString, settings: Settings, shared: _Shared) -> llm.LLM[Any]:
    """Return a hosted language model with its deadline. Its connections are shared: opening them takes longest."""
    inner: llm.LLM[Any] = shared.model(model, settings, lambda: quickened(build_llm(model, settings, None)))
    return DeadlineLLM(inner, name=model.name, deadline_s=settings.models.llm_deadline_s, health=_health(shared, model))


def _health(shared: _Shared, model: ModelString) -> Health:
    return shared.health.setdefault(model, Health(model.name))


def _shared() -> _Shared:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError as error:
        raise ModelUnavailable("A model chain is built inside a running event loop.") from error
    return _SHARED.setdefault(loop, _Shared())
