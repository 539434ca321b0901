"""One link of a chain of recognisers: a streaming one that must transcribe what the call's VAD has heard, in time.

A recogniser that takes audio and says nothing looks like a silent caller to everybody else. The segments say
otherwise.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from livekit import rtc
from livekit.agents import stt, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from callcenter.models.audio.segments import SpeechSegment
from callcenter.models.failover.deadline_llm import stalled
from callcenter.models.failover.health import Health
from callcenter.models.failover.link_name import NamedByString
from callcenter.models.failover.relayed_stream import RelayedStream
from callcenter.models.failover.unanswered import Hearing, has_words
from callcenter.models.phone_tuning import MODEL_RATE_HZ
from callcenter.tasks import cancel

_TRANSCRIPTS = (
    stt.SpeechEventType.FINAL_TRANSCRIPT,
    stt.SpeechEventType.INTERIM_TRANSCRIPT,
    stt.SpeechEventType.PREFLIGHT_TRANSCRIPT,
)


class WatchedSTT(NamedByString, stt.STT[Any]):
    """A hosted streaming recogniser, one call's own, whose silence after speech is a failure."""

    def __init__(
        self,
        inner: stt.STT[Any],
        hearing: Hearing,
        *,
        name: str,
        deadline_s: float,
        takes_keyterms: bool = False,
        health: Health | None = None,
    ) -> None:
        super().__init__(capabilities=replace(inner.capabilities, keyterms=takes_keyterms))
        self.health = health or Health(name)
        self.inner = inner
        self.hearing = hearing
        self.deadline_s = deadline_s
        self._label = name
        #: Streams opened now are trials of a recogniser that has failed (livekit-agents' adapter feeds one what the
        #: caller says): nobody reads their transcripts, so they answer for nothing.
        self.is_on_trial = False

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        """Return a stream that fails with APITimeoutError when the recogniser stalls."""
        return _WatchedStream(self, language=language, conn_options=conn_options)

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        return await self.inner.recognize(buffer, language=language, conn_options=conn_options)

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        """Pass on the words that livekit-agents has us expect, if the recogniser takes any."""
        if self.capabilities.keyterms:
            self.inner._update_session_keyterms(keyterms)

    async def aclose(self) -> None:
        """Close the recogniser."""
        await self.inner.aclose()

    async def works(self, segment: SpeechSegment) -> bool:
        """Say whether the recogniser transcribes a segment (again) within its deadline."""
        once = APIConnectOptions(max_retry=0, timeout=self.deadline_s)
        stream = self.inner.stream(conn_options=once)
        try:
            stream.push_frame(segment.audio)
            # Streaming recognisers answer once silence has followed.
            stream.push_frame(_silence(0.5))
            stream.flush()
            if not await asyncio.wait_for(_transcribes(stream), self.deadline_s):
                return False
        except Exception:
            return False
        else:
            self.health.worked()
            return True
        finally:
            await stream.aclose()


class _WatchedStream(RelayedStream):
    def __init__(self, link: WatchedSTT, *, language: NotGivenOr[str], conn_options: APIConnectOptions) -> None:
        super().__init__(stt=link, conn_options=conn_options)
        self._link = link
        self._language = language
        self._has_answered = asyncio.Event()
        self._is_trial = link.is_on_trial

    async def _run(self) -> None:
        link = self._link
        link.health.admit()
        try:
            await self._transcribe()
        except Exception:
            link.health.failed()
            raise

    async def _transcribe(self) -> None:
        link = self._link
        once = APIConnectOptions(max_retry=0, timeout=link.deadline_s)
        async with link.inner.stream(language=self._language, conn_options=once) as inner:
            for segment in () if self._is_trial else link.hearing.unanswered:
                inner.push_frame(segment.audio)
            self.relay_to(inner)
            pushing = asyncio.create_task(self.relay_end(), name="watched-stt-audio")
            reading = asyncio.create_task(self._read(inner), name="watched-stt-events")
            watching = asyncio.create_task(self._watch(), name="watched-stt-watch")
            try:
                done, _ = await asyncio.wait((reading, watching), return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    await task
                if reading not in done:
                    await reading
            finally:
                self.relay_to(None)
                await cancel(pushing, reading, watching)

    async def _read(self, inner: stt.RecognizeStream) -> None:
        async for event in inner:
            if event.type in _TRANSCRIPTS:
                self._has_answered.set()
            if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
                self._link.health.worked()
                if not self._is_trial:
                    self._link.hearing.answered()
            self._event_ch.send_nowait(event)

    async def _watch(self) -> None:
        """Fail when a segment with words in it has brought no transcript in time; end with the call's audio."""
        link = self._link
        feed = link.hearing.listen(from_unanswered=True)
        while (segment := await feed.get()) is not None:
            if not has_words(segment):
                continue
            self._has_answered.clear()
            if segment not in link.hearing.unanswered:
                continue
            try:
                await asyncio.wait_for(self._has_answered.wait(), link.deadline_s)
            except TimeoutError as error:
                if segment in link.hearing.unanswered:
                    raise stalled(link.label, link.deadline_s) from error


async def _transcribes(stream: stt.RecognizeStream) -> bool:
    async for event in stream:
        if event.type in _TRANSCRIPTS and event.alternatives and event.alternatives[0].text:
            return True
    return False


def _silence(seconds: float) -> rtc.AudioFrame:
    samples = round(seconds * MODEL_RATE_HZ)
    return rtc.AudioFrame(
        data=bytes(samples * 2), sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=samples
    )
