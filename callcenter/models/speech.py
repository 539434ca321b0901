"""The speech models of a process: loaded once, shared by its calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from callcenter.errors import ModelUnavailable
from callcenter.log import logger
from callcenter.models.audio.audio_path import AudioPath, CallAudioPath
from callcenter.models.audio.noise import (
    NoiseKind,
    open_suppressor,
    preload_suppressor,
    resolve_noise,
    room_noise_cancellation,
)
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.call_speech import LoadedCallSpeech, ProcessModels, SpeakingLeg
from callcenter.models.choice import every_model
from callcenter.models.failover.chain import aclose_shared
from callcenter.models.failover.switches import OnSwitch
from callcenter.models.local.memory import backed_by_file, give_memory_back
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import Piper, PiperTTS
from callcenter.models.model_string import ModelString, Part
from callcenter.models.shared.speech_line import SharedMoonshine, SharedPiper, SpeechLine
from callcenter.models.turns.turn_detection import open_turn_detection, preload_turn_detection
from callcenter.models.usable import usable_settings
from callcenter.settings import Settings

log = logger(__name__)


def preload_shareable(settings: Settings) -> None:
    """Load the models whose weights forked processes can share: those that start no thread, as onnxruntime's do.

    Raises:
        ModelUnavailable: a package or weights are missing.
    """
    models = settings.models
    if models.vad == "livekit/vad":
        open_speech_probability(models.vad)
    if models.turn_detection == "v1-mini":
        # A prediction reads two thirds of its weights.
        with backed_by_file(settings.data_dir):
            preload_turn_detection(models.turn_detection)


class SpeechModels:
    """A process's speech models. Make it with `load`, on the main thread's event loop; close it with `aclose`."""

    def __init__(
        self,
        settings: Settings,
        *,
        path: AudioPath,
        noise: NoiseKind,
        session: aiohttp.ClientSession,
        line: SpeechLine | None = None,
        kept_in: Path | None = None,
    ) -> None:
        self.settings = settings
        #: For plugins that speak HTTP through aiohttp.
        self.session = session
        #: The noise suppression that runs.
        self.noise = noise
        #: Phrases synthesised for one call and kept for the next: PCM by what they are and who says them.
        self.phrases: dict[Hashable, bytes] = {}
        self._path = path
        self._line = line
        self._kept_in = kept_in
        self._moonshine: Moonshine | SharedMoonshine | None = None
        self._pipers: dict[str, Piper | SharedPiper] = {}

    @staticmethod
    async def load(
        settings: Settings,
        *,
        on_progress: Callable[[str], None] | None = None,
        has_room: bool = False,
        line: SpeechLine | None = None,
        kept_in: Path | None = None,
    ) -> SpeechModels:
        """Load what the settings name; seconds, with the loop free meanwhile.

        Args:
            settings: Model strings, noise suppression, turn detection.
            on_progress: Told what is being loaded, in words for the operator.
            has_room: Whether calls come through LiveKit rooms, where `auto` noise cancellation may be Krisp.
            line: To the worker's speech process, which has loaded recogniser and voices; None loads them here.
            kept_in: A folder that keeps the fixed phrases for the next start; without one they are spoken anew.

        Raises:
            SettingsError: a model string can't be read.
            ModelUnavailable: a chain has no link that can be had; all that is missing is named.
        """
        give_memory_back()
        progress = on_progress or (lambda _: None)
        settings = usable_settings(settings)
        models = every_model(settings.models)
        noise = resolve_noise(settings, has_room=has_room)
        progress(f"noise suppression {noise}")
        # On this thread: LiveKit's plugins register themselves on the main one.
        preload_suppressor(noise)
        progress(f"voice activity {settings.models.vad}")
        await asyncio.to_thread(open_speech_probability, settings.models.vad)
        progress(f"turn detection {settings.models.turn_detection}")
        await asyncio.to_thread(preload_turn_detection, settings.models.turn_detection)
        path = AudioPath(
            open_probability=lambda: open_speech_probability(settings.models.vad),
            open_suppressor=lambda: open_suppressor(noise),
            vad_model=settings.models.vad,
        )
        session = aiohttp.ClientSession()
        loaded = SpeechModels(settings, path=path, noise=noise, session=session, line=line, kept_in=kept_in)
        try:
            await loaded.add(models, on_progress=progress)
        except BaseException:
            await loaded.aclose()
            raise
        log.info("speech_models_loaded", noise=noise, turn_detection=settings.models.turn_detection)
        return loaded

    async def add(self, models: Iterable[ModelString], *, on_progress: Callable[[str], None] = lambda _: None) -> None:
        """Load what of these models isn't loaded yet: those that agents name beside the settings.

        Raises:
            ModelUnavailable: a package or weights are missing.
        """
        if self._line is not None:
            await self._add_shared(self._line, models)
            return
        for model in models:
            if not model.is_local:
                continue
            if model.part is Part.STT and self._moonshine is None:
                on_progress("recogniser local/moonshine")
                self._moonshine = await asyncio.to_thread(Moonshine.load)
            elif model.part is Part.TTS and model.variant not in self._pipers:
                on_progress(f"voice {model}")
                self._pipers[model.variant] = await asyncio.to_thread(Piper.load, model.variant, kept_in=self._kept_in)

    async def expect(self, sayings: Sequence[str]) -> None:
        """Have the recogniser on the device take callers to speak much like these examples.

        The speech process of a worker was told them when it was started.
        """
        if isinstance(self._moonshine, Moonshine):
            await asyncio.to_thread(self._moonshine.expect, sayings)

    async def _add_shared(self, line: SpeechLine, models: Iterable[ModelString]) -> None:
        """Take what the speech process has loaded, which is what the worker's settings and agents name."""
        names = json.loads(await line.ask("voices"))
        for model in models:
            if model.is_local and model.part is Part.STT:
                self._moonshine = SharedMoonshine(line)
            elif model.is_local and model.part is Part.TTS:
                self._pipers[model.variant] = SharedPiper(line, model.variant, names[model.variant])

    def open_audio(self, sample_rate_hz: int) -> CallAudioPath:
        """Open the lean audio path for a leg that pushes PCM itself."""
        return self._path.open(sample_rate_hz=sample_rate_hz)

    def room_noise_cancellation(self) -> Any:
        """Return what a LiveKit room's audio input takes as `noise_cancellation`; None if none works in the room."""
        return room_noise_cancellation(self.noise)

    def open_call(self, leg: SpeakingLeg, *, on_switch: OnSwitch | None = None) -> LoadedCallSpeech:
        """Return one call's use of these models; close it with its `aclose`.

        Raises:
            ModelUnavailable: the leg has no speech segments.
        """
        models = ProcessModels(
            settings=self.settings,
            session=self.session,
            phrases=self.phrases,
            local_recogniser=self.local_recogniser,
            local_voice=self.local_voice,
        )
        return LoadedCallSpeech(models, leg, on_switch=on_switch)

    def turn_detection(self, *, is_open: Callable[[], bool] = lambda: True) -> Any:
        """Return what AgentSession takes as `turn_detection`; it goes by the language of each transcript.

        If a turn's end is not `is_open` any more it needn't be asked.
        """
        models = self.settings.models
        return open_turn_detection(models.turn_detection, models.turn_thresholds, is_open=is_open)

    async def preload_phrases(self, phrases: Sequence[str], *, sample_rate_hz: int) -> None:
        """Make fixed phrases ready in the voices on the device, so that they are said at once."""
        for piper in self._pipers.values():
            for phrase in phrases:
                await piper.preload(phrase, rate_hz=sample_rate_hz)

    def here(self) -> SpeechModels:
        """Return these models with HTTP connections of the running loop; close it with `aclose_here`."""
        models = SpeechModels(
            self.settings, path=self._path, noise=self.noise, session=aiohttp.ClientSession(), line=self._line
        )
        models._moonshine, models._pipers, models.phrases = self._moonshine, self._pipers, self.phrases
        return models

    async def aclose_here(self) -> None:
        """Close the running loop's connections and leave the models loaded for other loops."""
        if self._line is not None:
            await self._line.aclose()
        await self.session.close()
        await aclose_shared()

    async def aclose(self) -> None:
        """Release everything. Calls must have ended."""
        self._path.close()
        if self._moonshine is not None:
            self._moonshine.close()
        for piper in self._pipers.values():
            piper.close()
        await self.aclose_here()

    # -- for its calls -----------------------------------------------------------------

    def local_recogniser(self) -> Moonshine | SharedMoonshine:
        """Return `local/moonshine`. Raises ModelUnavailable if it isn't loaded."""
        if self._moonshine is None:
            raise ModelUnavailable("local/moonshine is not loaded.")
        return self._moonshine

    def local_voice(self, variant: str, *, rate_hz: int, speed: float = 1.0) -> PiperTTS:
        """Return `local/piper` with the voice that its model string names, at a rate and speed."""
        return PiperTTS(self._pipers[variant], sample_rate_hz=rate_hz, speed=speed)
