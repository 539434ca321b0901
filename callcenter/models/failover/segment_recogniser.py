"""Makes a recogniser of whole segments a streaming one, on the cuts the call's one VAD has made.

livekit-agents' own StreamAdapter would run a second VAD and a second resampler for it.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from livekit import rtc
from livekit.agents import stt, utils
from livekit.agents._exceptions import APITimeoutError
from livekit.agents.language import LanguageCode
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from callcenter.models.audio.segments import SegmentFeed, SpeechSegment
from callcenter.tasks import cancel

#: Takes a segment (mono int16) and returns its words, or an empty text if there are none.
Recognise = Callable[[rtc.AudioFrame], Awaitable[str]]
#: Decides of a recogniser's event whether the session gets to see it.
Passes = Callable[[stt.SpeechEvent], bool]


def every_event(_event: stt.SpeechEvent) -> bool:
    """Let all events pass."""
    return True


class SegmentRecogniser(stt.STT[str]):
    """A streaming recogniser for one call that gives one final transcript a segment and no partial ones.

    `open_feed` gives each stream the segments it is to read; `on_answered` is told of each one done, and whether it
    had words; events that don't pass `passes` are kept from the session. `recognise` may raise livekit-agents'
    APIErrors: the stream then retries or fails as any other's. A segment that took longer than `deadline_s` fails
    with APITimeoutError.
    """

    def __init__(
        self,
        recognise: Recognise,
        open_feed: Callable[[], SegmentFeed],
        *,
        language: str,
        model: str,
        provider: str,
        deadline_s: float,
        on_answered: Callable[[SpeechSegment, bool], None] = lambda _segment, _has_words: None,
        passes: Passes = every_event,
    ) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(streaming=True, interim_results=False, offline_recognize=True)
        )
        self.recognise_segment = recognise
        self.open_feed = open_feed
        self.language = LanguageCode(language)
        self.deadline_s = deadline_s
        self.on_answered = on_answered
        self.passes = passes
        self._model = model
        self._provider = provider

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._model

    @property
    def provider(self) -> str:
        """Who runs the model."""
        return self._provider

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> SegmentStream:
        """Return a stream that reads the call's segments; frames pushed to it are ignored."""
        return SegmentStream(self, conn_options=conn_options)

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        """Leave it: recognisers of whole segments take no words to expect."""

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        frame = rtc.combine_audio_frames(buffer)
        return self.final(await self.recognise(frame), uuid.uuid4().hex)

    async def recognise(self, frame: rtc.AudioFrame) -> str:
        """Return a segment's words within the deadline.

        Raises:
            APITimeoutError: the model took too long.
        """
        try:
            return await asyncio.wait_for(self.recognise_segment(frame), self.deadline_s)
        except TimeoutError as error:
            raise APITimeoutError(f"{self._provider}/{self._model} gave no transcript in time") from error

    def final(self, text: str, request_id: str, segment: SpeechSegment | None = None) -> stt.SpeechEvent:
        """Return the final transcript as an event."""
        return stt.SpeechEvent(
            type=stt.SpeechEventType.FINAL_TRANSCRIPT,
            request_id=request_id,
            alternatives=[stt.SpeechData(language=self.language, text=text)],
            speech_end_time=None if segment is None else segment.ended_at_s,
        )


class SegmentStream(stt.RecognizeStream):
    """Recognises a call's segments one after the other."""

    def __init__(self, recogniser: SegmentRecogniser, *, conn_options: APIConnectOptions) -> None:
        self._recogniser = recogniser
        super().__init__(stt=recogniser, conn_options=conn_options)

    def push_frame(self, frame: rtc.AudioFrame) -> None:
        """Ignore the frame: it comes again with its segment."""

    async def _run(self) -> None:
        reading = asyncio.create_task(self._read(), name="segments")
        ended = asyncio.create_task(self._wait_for_end(), name="segments-input")
        try:
            done, _ = await asyncio.wait((reading, ended), return_when=asyncio.FIRST_COMPLETED)
            if reading in done:
                await reading
        finally:
            await cancel(reading, ended)

    async def _wait_for_end(self) -> None:
        async for _ in self._input_ch:
            pass

    async def _read(self) -> None:
        feed = self._recogniser.open_feed()
        while (segment := await feed.get()) is not None:
            await self._recognise(segment)

    async def _recognise(self, segment: SpeechSegment) -> None:
        recogniser = self._recogniser
        text = await recogniser.recognise(segment.audio)
        recogniser.on_answered(segment, bool(text))
        request_id = uuid.uuid4().hex
        if text:
            self._send(
                stt.SpeechEvent(
                    type=stt.SpeechEventType.START_OF_SPEECH,
                    request_id=request_id,
                    speech_start_time=segment.started_at_s,
                )
            )
            self._send(recogniser.final(text, request_id, segment))
        self._send(
            stt.SpeechEvent(
                type=stt.SpeechEventType.RECOGNITION_USAGE,
                request_id=request_id,
                recognition_usage=stt.RecognitionUsage(audio_duration=segment.audio.duration),
            )
        )
        if text:
            self._send(
                stt.SpeechEvent(
                    type=stt.SpeechEventType.END_OF_SPEECH,
                    request_id=request_id,
                    speech_end_time=segment.ended_at_s,
                )
            )

    def _send(self, event: stt.SpeechEvent) -> None:
        if self._recogniser.passes(event):
            self._event_ch.send_nowait(event)
