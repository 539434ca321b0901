"""A chain of recognisers for one call: over to the next on errors and stalls, and back once the better one works.

livekit-agents' FallbackAdapter does the first; its stream stays with the model it has gone over to for as long as
it is open, which for a call is to its end. So a failed recogniser is tried with what the caller last said, and
once it transcribes that, a new adapter begins with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from livekit.agents import stt, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from callcenter.log import logger
from callcenter.models.failover.relayed_stream import RelayedStream
from callcenter.models.failover.segment_recogniser import Passes, SegmentRecogniser, every_event
from callcenter.models.failover.switches import OnSwitch, Serving
from callcenter.models.failover.unanswered import Hearing
from callcenter.models.failover.watched_stt import WatchedSTT
from callcenter.models.model_string import ModelString
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds until a failed recogniser is tried again: the first time, and at most.
FIRST_TRIAL_S = 5.0
MAX_TRIAL_S = 60.0

Link = WatchedSTT | SegmentRecogniser


class ChainSTT(stt.STT[Any]):
    """The recognisers of one call, the preferred first. Events that don't pass `passes` are kept from the session."""

    def __init__(
        self,
        links: Sequence[Link],
        chain: Sequence[ModelString],
        hearing: Hearing,
        *,
        deadline_s: float,
        on_switch: OnSwitch | None = None,
        first_trial_s: float = FIRST_TRIAL_S,
        passes: Passes = every_event,
    ) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True,
                interim_results=False,
                keyterms=any(link.capabilities.keyterms for link in links),
            )
        )
        self.links = list(links)
        self.hearing = hearing
        self.first_trial_s = first_trial_s
        self.passes = passes
        self.failed: set[int] = set()
        self._deadline_s = deadline_s
        self._serving = Serving(chain, on_switch)
        for link in self.links:
            link.on("metrics_collected", self._on_metrics)

    @property
    def _current(self) -> Link:
        return next((link for at, link in enumerate(self.links) if at not in self.failed), self.links[0])

    @property
    def model(self) -> str:
        """Name of the model that serves."""
        return self._current.model

    @property
    def provider(self) -> str:
        """Who runs the model that serves."""
        return self._current.provider

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        """Return a stream that transcribes for as long as one of the recognisers works."""
        return _ChainStream(self, conn_options=conn_options)

    def open_adapter(self) -> stt.FallbackAdapter:
        """Return an adapter over the recognisers that work, or over all if none does."""
        usable = [link for at, link in enumerate(self.links) if at not in self.failed]
        for link in self.links:
            _set_trial(link, is_on_trial=bool(usable) and link not in usable)
        return stt.FallbackAdapter(
            [*(usable or self.links)],
            attempt_timeout=self._deadline_s,
            max_retry_per_stt=0,
            retry_interval=0.1,
        )

    def change(self, index: int, *, is_available: bool) -> None:
        """Note that a recogniser failed or works again."""
        (self.failed.discard if is_available else self.failed.add)(index)
        _set_trial(self.links[index], is_on_trial=not is_available)
        self._serving.change(index, is_available)

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        """Pass the words to expect on to every recogniser, those that wait for their turn included."""
        for link in self.links:
            link._update_session_keyterms(keyterms)

    async def aclose(self) -> None:
        """Close the recognisers that are the call's own."""
        for link in self.links:
            link.off("metrics_collected", self._on_metrics)
            await link.aclose()

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        adapter = self.open_adapter()
        return await adapter.recognize(buffer, language=language)

    def _on_metrics(self, *metrics: Any) -> None:
        self.emit("metrics_collected", *metrics)


class _ChainStream(RelayedStream):
    def __init__(self, chain: ChainSTT, *, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=chain, conn_options=conn_options)
        self._chain = chain
        self._has_recovered = asyncio.Event()

    async def _run(self) -> None:
        pushing = asyncio.create_task(self.relay_end(), name="chain-stt-audio")
        trying = asyncio.create_task(self._try_failed(), name="chain-stt-trials")
        try:
            while await self._serve():
                pass
        finally:
            await cancel(pushing, trying)

    async def _metrics_monitor_task(self, event_aiter: Any) -> None:
        """Measure nothing: the links do."""
        async for _ in event_aiter:
            pass

    async def _serve(self) -> bool:
        """Transcribe with one adapter; True if a better recogniser works again and another is wanted."""
        chain = self._chain
        self._has_recovered.clear()
        adapter = chain.open_adapter()

        def on_change(event: Any) -> None:
            chain.change(chain.links.index(event.stt), is_available=event.available)
            if event.available:
                self._has_recovered.set()

        adapter.on("stt_availability_changed", on_change)
        try:
            async with adapter.stream() as inner:
                self.relay_to(inner)
                reading = asyncio.create_task(self._read(inner), name="chain-stt-events")
                recovered = asyncio.create_task(self._recovered(), name="chain-stt-recovered")
                try:
                    done, _ = await asyncio.wait((reading, recovered), return_when=asyncio.FIRST_COMPLETED)
                    if reading in done:
                        await reading
                        return False
                    return True
                finally:
                    self.relay_to(None)
                    await cancel(reading, recovered)
        finally:
            await adapter.aclose()

    async def _recovered(self) -> None:
        """Wait until a better recogniser works again, and not in the middle of what is being transcribed."""
        await self._has_recovered.wait()
        await self._chain.hearing.wait_answered(timeout_s=3.0)

    async def _read(self, inner: stt.RecognizeStream) -> None:
        async for event in inner:
            if self._chain.passes(event):
                self._event_ch.send_nowait(event)

    async def _try_failed(self) -> None:
        """Try the recognisers that failed with what the caller last said, less and less often."""
        chain = self._chain
        waits = dict.fromkeys(range(len(chain.links)), chain.first_trial_s)
        while True:
            await asyncio.sleep(min((waits[at] for at in chain.failed), default=chain.first_trial_s))
            for at in sorted(chain.failed):
                link, segment = chain.links[at], chain.hearing.last_words
                if segment is None or not isinstance(link, WatchedSTT):
                    continue
                if await link.works(segment):
                    waits[at] = chain.first_trial_s
                    chain.change(at, is_available=True)
                    self._has_recovered.set()
                else:
                    waits[at] = min(waits[at] * 2, MAX_TRIAL_S)


def _set_trial(link: Link, *, is_on_trial: bool) -> None:
    """Tell a recogniser whether its streams serve the call, or the adapter's trial of one that has failed."""
    if isinstance(link, WatchedSTT):
        link.is_on_trial = is_on_trial
