"""The speech models of a process: loaded once, shared by its calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import aiohttp
from livekit.agents import stt, tts
from livekit.agents.voice import io

from callcenter.errors import ModelUnavailable
from callcenter.log import logger
from callcenter.models.audio_path import AudioPath, CallAudio
from callcenter.models.chain import aclose_shared, stt_chain, tts_chain
from callcenter.models.languages import base_language
from callcenter.models.memory import give_memory_back
from callcenter.models.model_string import ModelString, Part, parse_chain
from callcenter.models.moonshine import Moonshine
from callcenter.models.noise import NoiseKind, open_suppressor, preload_suppressor, resolve_noise
from callcenter.models.phone_tuning import MODEL_RATE_HZ, PHONE
from callcenter.models.piper import Piper, PiperTTS
from callcenter.models.providers import CallVoice, missing_for
from callcenter.models.segment_recogniser import Recognise
from callcenter.models.segments import SegmentFeed
from callcenter.models.speech_probability import open_speech_probability
from callcenter.models.switches import OnSwitch
from callcenter.models.turn_detection import open_turn_detection, preload_turn_detection
from callcenter.settings import Settings

log = logger(__name__)


class SpeakingLeg(Protocol):
    """What of a leg the models need (`calls.leg.Leg` has it)."""

    audio_output: io.AudioOutput | None
    segments: SegmentFeed | None


class SpeechModels:
    """A process's speech models. Make it with `load`, on the main thread's event loop; close it with `aclose`."""

    def __init__(
        self,
        settings: Settings,
        *,
        path: AudioPath,
        noise: NoiseKind,
        moonshine: Moonshine | None,
        pipers: dict[str, Piper],
        session: aiohttp.ClientSession,
    ) -> None:
        self._settings = settings
        self._path = path
        self._moonshine = moonshine
        self._pipers = pipers
        self._session = session
        #: The noise suppression that runs.
        self.noise = noise
        self._warned: set[str] = set()

    @staticmethod
    async def load(
        settings: Settings, *, on_progress: Callable[[str], None] | None = None, has_room: bool = False
    ) -> SpeechModels:
        """Load what the settings name; seconds, with the loop free meanwhile.

        Args:
            settings: Model strings, noise suppression, turn detection.
            on_progress: Hears what is being loaded, in words for the operator.
            has_room: Whether calls come through LiveKit rooms, where `auto` noise cancellation may be Krisp.

        Raises:
            SettingsError: a model string can't be read.
            ModelUnavailable: a package, key or weights are missing; all that is missing is named.
        """
        give_memory_back()
        progress = on_progress or (lambda _: None)
        stt_models = parse_chain(settings.models.stt, Part.STT)
        tts_models = parse_chain(settings.models.tts, Part.TTS)
        _check_hosted((*stt_models, *tts_models), settings)
        noise = resolve_noise(settings, has_room=has_room)
        progress(f"noise suppression {noise}")
        # On this thread: LiveKit's plugins register themselves on the main one.
        preload_suppressor(noise)
        progress(f"voice activity {settings.models.vad}")
        await asyncio.to_thread(open_speech_probability, settings.models.vad)
        progress(f"turn detection {settings.models.turn_detection}")
        await asyncio.to_thread(preload_turn_detection, settings.models.turn_detection)
        moonshine = None
        if any(model.is_local for model in stt_models):
            progress("recogniser local/moonshine")
            moonshine = await asyncio.to_thread(Moonshine.load)
        pipers: dict[str, Piper] = {}
        for model in tts_models:
            if model.is_local and model.variant not in pipers:
                progress(f"voice {model}")
                pipers[model.variant] = await asyncio.to_thread(Piper.load, model.variant)
        path = AudioPath(
            open_probability=lambda: open_speech_probability(settings.models.vad),
            open_suppressor=lambda: open_suppressor(noise),
            vad_model=settings.models.vad,
        )
        log.info("speech_models_loaded", noise=noise, turn_detection=settings.models.turn_detection)
        return SpeechModels(
            settings,
            path=path,
            noise=noise,
            moonshine=moonshine,
            pipers=pipers,
            session=aiohttp.ClientSession(),
        )

    def open_audio(self, sample_rate_hz: int) -> CallAudio:
        """Open the lean audio path for a leg that pushes PCM itself."""
        return self._path.open(sample_rate_hz=sample_rate_hz)

    def recogniser(
        self,
        leg: SpeakingLeg,
        *,
        language: str,
        keyterms: Sequence[str] = (),
        on_switch: OnSwitch | None = None,
    ) -> stt.STT[Any]:
        """Return the call's recogniser. `keyterms` (names, addresses) help those that take them.

        Raises:
            ModelUnavailable: a model's package or key is missing, or the leg has no segments for it.
        """
        if leg.segments is None:
            raise ModelUnavailable(
                "The leg has no speech segments.", remedy="Open its audio with SpeechModels.open_audio."
            )
        if self._moonshine is not None and base_language(language) not in ("en", "multi"):
            self._warn_once(f"local/moonshine:{language}", "language_not_recognised", model="local/moonshine")
        return stt_chain(
            self._settings.models.stt,
            settings=self._settings,
            session=self._session,
            call=CallVoice(language=language, sample_rate_hz=MODEL_RATE_HZ, keyterms=PHONE.keyterms(keyterms)),
            segments=leg.segments,
            local=self._local_recognition,
            on_switch=on_switch,
        )

    def voice(self, leg: SpeakingLeg, *, voice: str, language: str, on_switch: OnSwitch | None = None) -> tts.TTS[Any]:
        """Return the call's voice at the leg's output rate. An empty `voice` is the model string's own.

        Raises:
            ModelUnavailable: a model's package or key is missing.
        """
        rate_hz = (leg.audio_output.sample_rate if leg.audio_output is not None else None) or MODEL_RATE_HZ
        return tts_chain(
            self._settings.models.tts,
            settings=self._settings,
            session=self._session,
            call=CallVoice(language=language, sample_rate_hz=rate_hz, voice=voice),
            local=lambda name: PiperTTS(self._pipers[name], sample_rate_hz=rate_hz),
            on_switch=on_switch,
        )

    def turn_detection(self, *, language: str) -> Any:
        """Return what AgentSession takes as `turn_detection`; it goes by the language of each transcript."""
        return open_turn_detection(self._settings.models.turn_detection)

    async def preload_phrases(self, phrases: Sequence[str], *, sample_rate_hz: int) -> None:
        """Make fixed phrases ready in the voices on the device, so that they are said at once."""
        for piper in self._pipers.values():
            for phrase in phrases:
                await piper.preload(phrase, rate_hz=sample_rate_hz)

    def here(self) -> SpeechModels:
        """Return these models with HTTP connections of the running loop; close it with `aclose_here`."""
        return SpeechModels(
            self._settings,
            path=self._path,
            noise=self.noise,
            moonshine=self._moonshine,
            pipers=self._pipers,
            session=aiohttp.ClientSession(),
        )

    async def aclose_here(self) -> None:
        """Close the running loop's connections and leave the models loaded for other loops."""
        await self._session.close()
        await aclose_shared()

    async def aclose(self) -> None:
        """Let go of everything. Calls must have ended."""
        self._path.close()
        if self._moonshine is not None:
            self._moonshine.close()
        for piper in self._pipers.values():
            piper.close()
        await self._session.close()
        await aclose_shared()

    def _local_recognition(self) -> Recognise:
        if self._moonshine is None:
            raise ModelUnavailable("local/moonshine is not loaded.")
        return self._moonshine.recognise

    def _warn_once(self, key: str, event: str, **facts: str) -> None:
        if key not in self._warned:
            self._warned.add(key)
            log.warning(event, **facts)


def _check_hosted(models: Sequence[ModelString], settings: Settings) -> None:
    """Say at the start what hosted models lack, all at once."""
    lacking = [f"{model.name}: {reason}" for model in models if (reason := missing_for(model, settings))]
    if lacking:
        raise ModelUnavailable(
            "Models can't be used:\n" + "\n".join(lacking),
            remedy="Set the keys or take the models out of their chains; `callcenter doctor --models` tries them all.",
        )
