"""One call's recognisers and voices: built when an agent first needs them, kept for the next, closed with the call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from livekit.agents import stt, tts
from livekit.agents.voice import io

from callcenter.errors import ModelUnavailable
from callcenter.log import logger
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import ModelChoice
from callcenter.models.failover.chain import stt_chain, tts_chain
from callcenter.models.failover.segment_recogniser import Passes, Recognise, every_event
from callcenter.models.failover.switches import OnSwitch
from callcenter.models.failover.unanswered import Hearing
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import PiperTTS
from callcenter.models.model_string import Part, parse_chain
from callcenter.models.phone_tuning import MODEL_RATE_HZ
from callcenter.models.providers import CallNeeds
from callcenter.models.shared.speech_line import SharedMoonshine
from callcenter.settings import Settings

log = logger(__name__)

#: Longest wait for a phrase to be synthesised ahead.
PHRASE_TIMEOUT_S = 15.0


class SpeakingLeg(Protocol):
    """What of a leg the models need (`calls.ports.leg.Leg` has it, in a room above this one)."""

    audio_output: io.AudioOutput | None
    segments: SegmentFeed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessModels:
    """What a call uses of its process's models.

    `session` is for plugins that speak HTTP through aiohttp, `phrases` the process's own store of them;
    `local_recogniser` and `local_voice` raise ModelUnavailable if no model is loaded on the device.
    """

    settings: Settings
    session: aiohttp.ClientSession
    phrases: dict[Hashable, bytes]
    local_recogniser: Callable[[], Moonshine | SharedMoonshine]
    local_voice: Callable[..., PiperTTS]


class LoadedCallSpeech:
    """Made by `SpeechModels.open_call`; close it with `aclose`. Used on the loop's thread only.

    `passes` decides of each event of a recogniser whether the session gets to see it. `asks_number` tells whether the
    caller was last asked for a number, which helps the recogniser on the device. `speed` is that of voices yet to
    be asked for: under 1 is slower than they speak by themselves.
    """

    def __init__(self, models: ProcessModels, leg: SpeakingLeg, *, on_switch: OnSwitch | None) -> None:
        if leg.segments is None:
            raise ModelUnavailable(
                "The leg has no speech segments.", remedy="Open its audio with SpeechModels.open_audio."
            )
        self._models = models
        self._leg = leg
        self._on_switch = on_switch
        self.passes: Passes = every_event
        self.asks_number: Callable[[], bool] = lambda: False
        self.speed = 1.0
        self._hearing = Hearing(leg.segments)
        self._recognisers: dict[Hashable, stt.STT[Any]] = {}
        self._voices: dict[Hashable, tts.TTS[Any]] = {}

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        """Return the recogniser for an agent's models; the same one for the same models.

        Raises:
            ModelUnavailable: a model's package or key is missing.
        """
        # A recogniser of many languages goes on as it is when the call changes its language.
        hears_all = all(model.is_local or model.variant for model in parse_chain(choice.stt, Part.STT))
        key = (choice.stt, "" if hears_all else choice.language)
        if (built := self._recognisers.get(key)) is None:
            built = self._recognisers[key] = stt_chain(
                choice.stt,
                settings=self._models.settings,
                session=self._models.session,
                call=CallNeeds(language=choice.language, sample_rate_hz=MODEL_RATE_HZ),
                hearing=self._hearing,
                local=self._local_recognition,
                on_switch=self._on_switch,
                passes=lambda event: self.passes(event),
            )
        return built

    def voice(self, choice: ModelChoice, *, voice: str = "") -> tts.TTS[Any]:
        """Return the voice for an agent's models at the leg's rate; empty `voice` is the model string's own.

        Raises:
            ModelUnavailable: a model's package or key is missing.
        """
        key = (choice.tts, choice.language, voice, self.speed)
        if (built := self._voices.get(key)) is None:
            rate_hz, speed = self._rate_hz, self.speed
            built = self._voices[key] = tts_chain(
                choice.tts,
                settings=self._models.settings,
                session=self._models.session,
                call=CallNeeds(language=choice.language, sample_rate_hz=rate_hz, voice=voice, speed=speed),
                local=lambda variant: self._models.local_voice(variant, rate_hz=rate_hz, speed=speed),
                on_switch=self._on_switch,
            )
        return built

    def is_behind(self, *, since_s: float) -> bool:
        """Tell whether words that the caller has said since (`time.time()`) have no transcript yet."""
        return self._hearing.is_behind(since_s=since_s)

    async def phrase(self, text: str, choice: ModelChoice, *, voice: str = "") -> bytes:
        """Return a phrase as PCM at the leg's rate, for when no model can be waited for; b"" if none can say it.

        Kept in the process for the calls to come, in the voice that says the agent's other words.
        """
        kept = self._models.phrases
        key = (text, choice.tts, choice.language, voice, self.speed, self._rate_hz)
        if (pcm := kept.get(key)) is None:
            try:
                pcm = await asyncio.wait_for(self._say(text, self.voice(choice, voice=voice)), PHRASE_TIMEOUT_S)
            except Exception as error:
                # It is a courtesy; the next call tries again.
                log.warning("phrase_not_prepared", error=type(error).__name__)
                return b""
            kept[key] = pcm
        return pcm

    async def aclose(self) -> None:
        """Close what was built for this call; models shared with other calls stay open."""
        for recogniser in self._recognisers.values():
            await recogniser.aclose()
        for voice in self._voices.values():
            await voice.aclose()
        await self._hearing.aclose()

    def _local_recognition(self) -> Recognise:
        recogniser = self._models.local_recogniser()
        return lambda frame: recogniser.recognise(frame, asks_number=self.asks_number())

    @property
    def _rate_hz(self) -> int:
        output = self._leg.audio_output
        return (output.sample_rate if output is not None else None) or MODEL_RATE_HZ

    @staticmethod
    async def _say(text: str, voice: tts.TTS[Any]) -> bytes:
        pcm = bytearray()
        async with voice.stream() as stream:
            stream.push_text(text)
            stream.end_input()
            async for sound in stream:
                pcm += sound.frame.data.cast("B")
        return bytes(pcm)
