"""One link of a chain of voices: a voice that must give its first sound in time, and go on giving it.

The wait counts from when the voice has been handed something to say, not from the first letters of a sentence
that its plugin still collects.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from livekit.agents import tokenize, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, USERDATA_TIMED_TRANSCRIPT, APIConnectOptions
from livekit.agents.utils import shortuuid

from callcenter.models.failover.deadline_llm import stalled
from callcenter.models.failover.health import Health
from callcenter.models.failover.link_name import NamedByString
from callcenter.tasks import cancel

#: How often the wait for sound is looked at.
_POLL_S = 0.05


def as_streaming(voice: tts.TTS[Any]) -> tts.TTS[Any]:
    """Return a voice that takes text as it comes: one that takes whole texts only is cut into sentences."""
    if voice.capabilities.streaming:
        return voice
    return tts.StreamAdapter(tts=voice, sentence_tokenizer=tokenize.blingfire.SentenceTokenizer(retain_format=True))


class DeadlineTTS(NamedByString, tts.TTS[Any]):
    """One call's use of a streaming voice whose silence is a failure.

    The voice is shared with other calls, whose connections to the provider it keeps; closing this one leaves it open.
    """

    def __init__(self, inner: tts.TTS[Any], *, name: str, deadline_s: float, health: Health | None = None) -> None:
        self.inner = inner
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True),
            sample_rate=inner.sample_rate,
            num_channels=inner.num_channels,
        )
        self.deadline_s = deadline_s
        self.health = health or Health(name)
        self._label = name

    def prewarm(self) -> None:
        """Open the connection ahead of the first words, if the plugin can."""
        self.inner.prewarm()

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Return the speech of a whole text."""
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        """Return a stream that fails with APITimeoutError when the voice stalls."""
        return _DeadlineStream(self, conn_options=conn_options)


class _DeadlineStream(tts.SynthesizeStream):
    def __init__(self, link: DeadlineTTS, *, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=link, conn_options=conn_options)
        self._link = link
        self._waits_since_s = 0.0
        self._is_asked = False
        self._has_spoken = False

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        link = self._link
        output_emitter.initialize(
            request_id=shortuuid(),
            sample_rate=link.sample_rate,
            num_channels=link.num_channels,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=shortuuid())
        link.health.admit()
        try:
            await self._speak(output_emitter)
        except Exception:
            link.health.failed()
            raise
        link.health.worked()
        output_emitter.end_segment()

    async def _speak(self, output_emitter: tts.AudioEmitter) -> None:
        link = self._link
        # Longer than ours: plugins also time the pauses a slow language model makes.
        once = APIConnectOptions(max_retry=0, timeout=max(10.0, link.deadline_s))
        async with link.inner.stream(conn_options=once) as inner:
            asking = asyncio.create_task(self._ask(inner), name="deadline-tts-text")
            hearing = asyncio.create_task(self._hear(inner, output_emitter), name="deadline-tts-sound")
            try:
                await self._watch(inner, hearing)
            finally:
                await cancel(asking, hearing)

    async def _ask(self, inner: tts.SynthesizeStream) -> None:
        try:
            async for text in self._input_ch:
                if isinstance(text, str):
                    inner.push_text(text)
                else:
                    inner.flush()
        finally:
            inner.end_input()
            self._waits_since_s = max(self._waits_since_s, time.perf_counter())
            self._is_asked = True

    async def _hear(self, inner: tts.SynthesizeStream, output_emitter: tts.AudioEmitter) -> None:
        async for sound in inner:
            if not self._started_time:
                self._started_time = inner._started_time or time.perf_counter()
            # Sound that the caller hasn't heard yet is no reason to hurry: the wait starts anew after each piece.
            self._waits_since_s = max(self._waits_since_s, time.perf_counter()) + sound.frame.duration
            self._has_spoken = True
            if words := sound.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT):
                output_emitter.push_timed_transcript(words)
            output_emitter.push_frame(sound.frame)

    async def _watch(self, inner: tts.SynthesizeStream, hearing: asyncio.Task[None]) -> None:
        """Wait for the speech to end; fail when the voice has been silent too long with text in hand.

        Once it has spoken, only after the whole text is known: until then the language model may be what is slow.
        """
        link = self._link
        while True:
            done, _ = await asyncio.wait((hearing,), timeout=_POLL_S)
            if done:
                await hearing
                return
            since_s = self._waits_since_s
            if not self._is_asked:
                # Zero until the plugin hands text on.
                if self._has_spoken or not inner._started_time:
                    continue
                since_s = inner._started_time
            if time.perf_counter() - since_s > link.deadline_s:
                raise stalled(link.label, link.deadline_s)
