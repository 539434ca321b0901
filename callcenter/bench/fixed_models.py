"""Models of fixed delay, so that a load run measures our own path and not the models'.

The delays are those of a hosted chain as `docs/measured.md` has them: a transcript 150 ms after a segment ends,
the first token after 150 ms, the first audio after 80 ms. The voice is a buzz with syllables: enough for the
caller's side to tell speech from silence and to hear a gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from livekit.agents import APIConnectOptions, llm, stt, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.utils import AudioBuffer, shortuuid

from callcenter.calls.ports.leg import Leg
from callcenter.errors import ModelUnavailable
from callcenter.models.audio.audio_path import AudioPath, CallAudioPath
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import ModelChoice
from callcenter.models.failover.segment_recogniser import Passes, every_event
from callcenter.models.failover.switches import OnSwitch

RECOGNISE_S = 0.150
FIRST_TOKEN_S = 0.150
FIRST_AUDIO_S = 0.080

HEARD = "what is my balance please"
ANSWER = "Your balance is forty one dollars and twelve cents, and it is due on the first."
#: Seconds of speech for one character: about 15 characters a second (160 words a minute).
CHARACTER_S = 1 / 15


class FixedSTT(stt.STT[Any]):
    """Says the same words for every segment of speech, a fixed time after its end."""

    def __init__(self, segments: SegmentFeed) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))
        self._segments = segments

    async def _recognize_impl(
        self, buffer: AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> stt.SpeechEvent:
        await asyncio.sleep(RECOGNISE_S)
        return _transcript()

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        """Return a stream fed by the call's segments."""
        return _FixedRecognition(stt=self, conn_options=conn_options, segments=self._segments)


class _FixedRecognition(stt.RecognizeStream):
    def __init__(self, *, stt: stt.STT[Any], conn_options: APIConnectOptions, segments: SegmentFeed) -> None:
        super().__init__(stt=stt, conn_options=conn_options)
        self._segments = segments

    async def _run(self) -> None:
        while await self._segments.get() is not None:
            await asyncio.sleep(RECOGNISE_S)
            self._event_ch.send_nowait(_transcript())


def _transcript() -> stt.SpeechEvent:
    return stt.SpeechEvent(
        type=stt.SpeechEventType.FINAL_TRANSCRIPT,
        alternatives=[stt.SpeechData(language="en", text=HEARD)],  # type: ignore[arg-type]
    )


class FixedLLM(llm.LLM[Any]):
    """Gives the same answer to everything, a fixed time after it is asked."""

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        **_: Any,
    ) -> llm.LLMStream:
        """Return the answer as a stream of words."""
        return _FixedAnswer(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _FixedAnswer(llm.LLMStream):
    async def _run(self) -> None:
        await asyncio.sleep(FIRST_TOKEN_S)
        request_id = shortuuid()
        for word in ANSWER.split(" "):
            self._event_ch.send_nowait(
                llm.ChatChunk(id=request_id, delta=llm.ChoiceDelta(role="assistant", content=word + " "))
            )


class FixedTTS(tts.TTS[Any]):
    """Speaks a buzz as long as the text would take, its first audio after a fixed time."""

    def __init__(self, sample_rate_hz: int) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=sample_rate_hz, num_channels=1)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Return the text's buzz."""
        return _FixedSpeech(tts=self, input_text=text, conn_options=conn_options)


class _FixedSpeech(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        await asyncio.sleep(FIRST_AUDIO_S)
        rate = self._tts.sample_rate
        output_emitter.initialize(request_id=shortuuid(), sample_rate=rate, num_channels=1, mime_type="audio/pcm")
        output_emitter.push(buzz(len(self._input_text) * CHARACTER_S, rate))
        output_emitter.flush()


def buzz(seconds: float, rate_hz: int) -> bytes:
    """Return mono int16 audio of this length: a 150 Hz buzz whose loudness rises and falls four times a second.

    It never falls silent for longer than 10 ms, so any longer silence a listener hears is a gap of ours.
    """
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    voice = np.sign(np.sin(2 * np.pi * 150 * time_s)) * (0.35 + 0.25 * np.sin(2 * np.pi * 4 * time_s))
    return (voice * 8000).astype(np.int16).tobytes()


class FixedCallSpeech:
    """One call's fixed recogniser and voice, behind the `CallSpeech` port of the call flow.

    Raises:
        ModelUnavailable: the leg's audio isn't open.
    """

    def __init__(self, leg: Leg) -> None:
        if leg.segments is None:
            raise ModelUnavailable(
                "The leg has no speech segments.", remedy="Open its audio with FixedSpeech.open_audio."
            )
        self._segments = leg.segments
        self.passes: Passes = every_event
        self.asks_number: Callable[[], bool] = lambda: False
        self.speed = 1.0
        self._leg = leg

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        """Return the fixed recogniser of the leg's segments."""
        return FixedSTT(self._segments)

    def voice(self, choice: ModelChoice, *, voice: str = "") -> tts.TTS[Any]:
        """Return the fixed voice at the leg's rate."""
        rate = self._leg.audio_output.sample_rate if self._leg.audio_output is not None else None
        return FixedTTS(rate or 8000)

    def is_behind(self, *, since_s: float) -> bool:
        """Say no: the fixed recogniser is never late."""
        return False

    async def phrase(self, text: str, choice: ModelChoice, *, voice: str = "") -> bytes:
        """Return no sound: a filler would be taken for an answer."""
        return b""

    async def aclose(self) -> None:
        """Nothing to close."""


class FixedSpeech:
    """The fixed models behind the `Speech` port of the call flow, on a process's audio path."""

    def __init__(self, path: AudioPath) -> None:
        self._path = path

    def open_audio(self, sample_rate_hz: int) -> CallAudioPath:
        """Open the audio path for one leg."""
        return self._path.open(sample_rate_hz)

    def room_noise_cancellation(self) -> None:
        """Return None: the audio path's own noise suppression is what runs."""

    def open_call(self, leg: Leg, *, on_switch: OnSwitch | None = None) -> FixedCallSpeech:
        """Return one call's use of them."""
        return FixedCallSpeech(leg)

    def turn_detection(self, *, is_open: Callable[[], bool]) -> object:
        """Return plain VAD endpointing: the turn ends a fixed delay after silence."""
        return "vad"
