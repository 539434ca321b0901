"""What speech on the device costs and how well it hears: behind `callcenter bench speech`.

The clips are spoken by the device's own voice and sent through a phone line (8 kHz, 300–3400 Hz, µ-law), clean and in
noise, so the word error rates compare noise suppression with noise suppression; a human's will be higher. One voice
and two dozen clips: take small differences for chance. Figures are of this machine and whatever else runs on it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import psutil
from livekit import rtc

from callcenter.bench.listening import percentile
from callcenter.bench.load.phone_line import LINE_HZ, Noise, Samples, add_noise, over_the_line
from callcenter.bench.understanding.digit_strings import bench_digit_strings
from callcenter.bench.word_error import word_errors, words
from callcenter.errors import ModelUnavailable
from callcenter.models.audio.noise import BLOCK_SAMPLES, NoiseKind, open_suppressor
from callcenter.models.audio.resampler import Resampler
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import Piper
from callcenter.models.phone_tuning import MODEL_RATE_HZ, WINDOW_SAMPLES
from callcenter.models.speech import SpeechModels
from callcenter.settings import Settings

SENTENCES = (
    "I would like to know my balance, please.",
    "My internet has been down since this morning.",
    "Can I move my appointment to next Tuesday afternoon?",
    "There is a charge on my last bill that I don't understand.",
    "Please send a technician to my house.",
    "My account number is four two seven one nine nine zero three.",
    "I want to talk to a person.",
    "The light on the router is blinking red.",
    "I paid sixty dollars on the third of March.",
    "Do you have anything free on Friday morning?",
    "The connection is slow in the evening.",
    "I would like a refund for last month.",
)
NOISES: tuple[Noise, ...] = ("clean", "street", "babble")
SUPPRESSORS: tuple[NoiseKind, ...] = ("off", "webrtc", "dtln", "hush")
#: Lengths of the texts whose first sound is timed, as a short, a usual and a long answer.
ANSWERS = (
    "Yes.",
    "Your balance is forty dollars.",
    "Your balance is forty dollars and twelve cents, it was due on the first of March, and the last payment we had "
    "from you came in on the ninth of February.",
)


@dataclass(frozen=True, slots=True)
class _Clip:
    text: str
    line: Samples

    @property
    def seconds(self) -> float:
        return len(self.line) / LINE_HZ


async def bench_speech(settings: Settings, *, on_progress: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Measure, in about two minutes, and return plain JSON data.

    Keys: `memory_mb` (the process with everything loaded, and what each part added), `parts` (CPU seconds for a
    second of audio, and latencies), `noise` (word error rate and cost by suppressor and noise), `endpointing`
    (fixed and slot-aware, on digit strings with pauses).

    Raises:
        ModelUnavailable: piper or moonshine is missing; nothing can be measured without them.
    """
    tell = on_progress or (lambda _: None)
    memory = {"python_and_livekit": _memory_mb()}
    before_mb = _memory_mb()
    tell("Loading the voice…")
    piper = await asyncio.to_thread(Piper.load)
    memory["piper"], before_mb = _added(before_mb)
    tell("Loading the recogniser…")
    moonshine = await asyncio.to_thread(Moonshine.load)
    memory["moonshine"], before_mb = _added(before_mb)
    try:
        tell("Speaking the clips…")
        parts = {"piper": await _measure_voice(piper)}
        clips = [await _clip(piper, text) for text in SENTENCES]
        tell("Measuring voice activity and end of turn…")
        parts |= {"resampling": _measure_resampling(clips), "voice_activity": _measure_activity(settings, clips)}
        parts["end_of_turn"] = await asyncio.to_thread(_measure_end_of_turn, clips)
        memory["end_of_turn_model"], before_mb = _added(before_mb)
        noise = {}
        for kind in SUPPRESSORS:
            tell(f"Recognising with noise suppression {kind}…")
            noise[kind] = await _measure_noise(kind, clips, moonshine)
        parts["moonshine"] = noise["off"].pop("recognition", {})
        for result in noise.values():
            result.pop("recognition", None)
        memory["noise_suppressors"], before_mb = _added(before_mb)
        memory["all_of_it"] = before_mb
    finally:
        moonshine.close()
        piper.close()
    tell("Reading digits out with pauses…")
    models = await SpeechModels.load(settings)
    try:
        voice = await asyncio.to_thread(Piper.load)
        endpointing = await bench_digit_strings(settings, models, voice)
        voice.close()
    finally:
        await models.aclose()
    return {
        "clips": len(clips),
        "clip_seconds": round(sum(clip.seconds for clip in clips), 1),
        "memory_mb": memory,
        "parts": parts,
        "noise": noise,
        "endpointing": endpointing,
    }


async def _clip(piper: Piper, text: str) -> _Clip:
    quiet = np.zeros(LINE_HZ // 4, dtype=np.int16)
    speech = await piper.say(text, rate_hz=LINE_HZ, due_at_s=0.0)
    return _Clip(text, over_the_line(np.concatenate((quiet, speech, quiet))))


async def _measure_voice(piper: Piper) -> dict[str, Any]:
    """Time the first sound of short and long answers, and the cost of a second of speech."""
    from callcenter.models.local.clauses import split

    first_ms = {}
    cpu_s = spoken_s = 0.0
    for answer in ANSWERS:
        clauses = split(answer)
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        for at, clause in enumerate(clauses):
            speech = await piper.say(clause, rate_hz=MODEL_RATE_HZ, due_at_s=0.0)
            if at == 0:
                first_ms[str(len(answer))] = round((time.perf_counter() - began_s) * 1000)
            spoken_s += len(speech) / MODEL_RATE_HZ
        cpu_s += time.process_time() - began_cpu_s
    return {"cpu_per_s": round(cpu_s / spoken_s, 4), "first_sound_ms_by_characters": first_ms}


def _measure_resampling(clips: list[_Clip]) -> dict[str, Any]:
    began_s = time.process_time()
    for clip in clips:
        _resampled(clip.line)
    return {"cpu_per_s": _per_second(began_s, clips)}


def _measure_activity(settings: Settings, clips: list[_Clip]) -> dict[str, Any]:
    began_s = time.process_time()
    for clip in clips:
        model = open_speech_probability(settings.models.vad)
        sound = _resampled(clip.line)
        for at in range(0, len(sound) - WINDOW_SAMPLES, WINDOW_SAMPLES):
            model.predict(sound[at : at + WINDOW_SAMPLES])
    return {"cpu_per_s": _per_second(began_s, clips), "model": settings.models.vad}


def _measure_end_of_turn(clips: list[_Clip]) -> dict[str, Any]:
    from livekit.local_inference import EOT, EOT_MAX_SAMPLES

    model = EOT()
    waits_ms = []
    for clip in clips:
        sound = _resampled(clip.line)[-EOT_MAX_SAMPLES:]
        began_s = time.perf_counter()
        model.predict(np.ascontiguousarray(sound))
        waits_ms.append((time.perf_counter() - began_s) * 1000)
    return {"model": "v1-mini", "prediction_ms": _percentiles(waits_ms)}


async def _measure_noise(kind: NoiseKind, clips: list[_Clip], moonshine: Moonshine) -> dict[str, Any]:
    """Recognise all clips in all noises behind one suppressor."""
    try:
        open_suppressor(kind)
    except ModelUnavailable as error:
        return {"unavailable": error.what}
    others = np.concatenate([clip.line for clip in clips])
    errors: dict[str, float] = {}
    waits_ms: list[float] = []
    cleaning_s = recognising_s = heard_s = 0.0
    for noise in NOISES:
        wrong = spoken = 0
        for seed, clip in enumerate(clips):
            sound = _resampled(add_noise(clip.line, noise, others, seed=seed))
            began_s = time.process_time()
            clean = await asyncio.to_thread(_cleaned, kind, sound)
            cleaning_s += time.process_time() - began_s
            began_s, began_wall_s = time.process_time(), time.perf_counter()
            text = await moonshine.recognise(_frame(clean))
            recognising_s += time.process_time() - began_s
            waits_ms.append((time.perf_counter() - began_wall_s) * 1000)
            heard_s += clip.seconds
            said = words(clip.text)
            wrong += word_errors(said, words(text))
            spoken += len(said)
        errors[noise] = round(wrong / spoken, 3)
    return {
        "word_error_rate": errors,
        "cpu_per_s": round(cleaning_s / heard_s, 4),
        "recognition": {
            "cpu_per_s": round(recognising_s / heard_s, 4),
            "segment_ms": _percentiles(waits_ms),
        },
    }


def _cleaned(kind: NoiseKind, sound: Samples) -> Samples:
    suppressor = open_suppressor(kind)
    if suppressor is None:
        return sound
    try:
        blocks = [
            suppressor.clean(sound[at : at + BLOCK_SAMPLES])
            for at in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
        ]
    finally:
        suppressor.close()
    return np.concatenate(blocks)


def _resampled(line: Samples) -> Samples:
    return Resampler(LINE_HZ, MODEL_RATE_HZ).push(line)


def _frame(sound: Samples) -> rtc.AudioFrame:
    return rtc.AudioFrame(
        data=sound.tobytes(), sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=len(sound)
    )


def _per_second(began_s: float, clips: list[_Clip]) -> float:
    return round((time.process_time() - began_s) / sum(clip.seconds for clip in clips), 4)


def _percentiles(values: list[float]) -> dict[str, int]:
    return {f"p{at}": round(percentile(values, at) or 0.0) for at in (50, 95)}


def _memory_mb() -> int:
    return round(psutil.Process().memory_info().rss / 1e6)


def _added(before_mb: int) -> tuple[int, int]:
    """Return the megabytes added since, and the new level."""
    now_mb = _memory_mb()
    return now_mb - before_mb, now_mb
