"""`bench hearing`: sentences in callers' voices, over the line, cut as on a call, and how they are recognised.

Nothing waits for real time: the sound goes through the same resampler, noise suppressor and voice activity as a call's,
then to `local/moonshine`. Half of the sentences are held out: the decoder was tuned on the others.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from livekit import rtc
from ruamel.yaml import YAML

from callcenter.agents.roster import load_roster_beside
from callcenter.bench.listening import percentile
from callcenter.bench.load.phone_line import LINE_HZ, mu_law_round_trip
from callcenter.calls.answers_heard import LOST_S
from callcenter.domain.dialog_act import Asked, Consent
from callcenter.eval.entities import Exchange, HeardCounts, add, understood
from callcenter.eval.hearing.broken_line import Break, over_broken_line
from callcenter.eval.hearing.numbers import is_understood, spoken_numbers
from callcenter.eval.phone.noise import Around, Noise, background
from callcenter.eval.phone.voices import VOICES, CallerVoice, open_voices
from callcenter.models.audio.noise import BLOCK_SAMPLES, open_suppressor, resolve_noise
from callcenter.models.audio.resampler import Resampler, Samples
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.audio.voice_activity import VoiceActivity
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.phone_tuning import MODEL_RATE_HZ, WINDOW_SAMPLES, VoiceActivityTuning
from callcenter.settings import Settings
from callcenter.spoken.act.acts import read_acts

SENTENCES = Path(__file__).with_name("sentences.yaml")
#: The babble of the noisy rendering, in dB below the voice.
BABBLE_DB = 15.0
#: Silence before and after a sentence, in seconds: what the segment begins with, and what ends it.
_BEFORE_S, _AFTER_S = 0.6, 1.0
#: Voices in which a sentence is said over a clean line; one more says it in babble.
_CLEAN_VOICES = 2
#: Numbers that are made up.
NUMBERS, SEED = 90, 11


async def bench_hearing(settings: Settings, *, on_progress: Callable[[str], None]) -> dict[str, Any]:
    """Measure, in some minutes, and return plain JSON data.

    By part (`tuned`, `held_out`), and by kind of sentence: word errors and entities right, as `eval` counts them.
    `numbers`: made-up account numbers and ZIP codes, each in one voice over a clean line and in another in babble: how
    many were understood, and how many taken for another number; when the recogniser knows that a number was asked
    for, and when it doesn't (`unasked`).
    `not_yes`: how many replies that agree to nothing were heard as a clear yes.
    `broken`: of those replies and of `yes`, which agree, by what breaks on the line: how many had the words of a clear
    yes, and how many counted as one, nothing being known to be lost of them.
    `segment_cpu_ms`: processor time of a segment.

    Raises:
        ModelUnavailable: the extra `piper` or the recogniser's weights are missing.
    """
    babble = np.frombuffer(await background(Noise(around=Around.BABBLE, snr_db=BABBLE_DB)), dtype=np.int16)
    sentences = YAML(typ="safe").load(SENTENCES)
    answers = {"not_yes": sentences["not_yes"]["replies"], "yes": sentences.pop("yes")["replies"]}
    roster = await load_roster_beside(settings.agents_dir)
    moonshine = await asyncio.to_thread(Moonshine.load)
    await asyncio.to_thread(moonshine.expect, roster.sayings)
    counts: dict[str, dict[str, HeardCounts]] = defaultdict(lambda: defaultdict(HeardCounts))
    false_yes: list[str] = []
    took_s: list[float] = []
    replies = 0

    async def hear(text: str, voice: CallerVoice, around: Samples, *, asks_number: bool = False) -> str:
        pcm = np.frombuffer(await voices.speak(text, voice), dtype=np.int16)
        cut = await asyncio.to_thread(segments, settings, pcm, around)
        began_s = time.process_time()
        words = [await moonshine.recognise(_frame(segment), asks_number=asks_number) for segment in cut]
        took_s.append((time.process_time() - began_s) / max(1, len(cut)))
        return " ".join(filter(None, words))

    try:
        async with open_voices() as voices:
            for number, (part, kind, text, voice, is_noisy) in enumerate(renderings(sentences)):
                on_progress(f"Heard {number} sentences…")
                heard = await hear(text, voice, babble if is_noisy else babble[:0])
                if part == "not_yes":
                    replies += 1
                    if read_acts(heard, asked=Asked.CONSENT).consent is Consent.YES:
                        false_yes.append(f"{text} → {heard} ({voice.name}{', babble' if is_noisy else ''})")
                    continue
                one = understood([Exchange(said=text, heard=heard)], ())
                for name in ("all", kind, "babble" if is_noisy else "clean"):
                    counts[part][name] = add(counts[part][name], one)
            numbers: dict[str, Counter[bool | None]] = defaultdict(Counter)
            for at, (digits, text) in enumerate(spoken_numbers(NUMBERS, seed=SEED)):
                on_progress(f"Heard {at} numbers…")
                for around, name in ((babble[:0], "clean"), (babble, "babble")):
                    voice = VOICES[(at + len(name)) % len(VOICES)]
                    for asks_number, kind in ((True, name), (False, f"{name}_unasked")):
                        heard = await hear(text, voice, around, asks_number=asks_number)
                        numbers[kind][is_understood(digits, heard)] += 1
            broken = defaultdict[str, Counter[str]](Counter)
            for kind, text, voice, on_line in broken_answers(answers):
                pcm = np.frombuffer(await voices.speak(text, voice), dtype=np.int16)
                cut, lost_s = await asyncio.to_thread(over_broken_line, settings, pcm, on_line)
                heard = " ".join(filter(None, [await moonshine.recognise(_frame(segment)) for segment in cut]))
                is_yes = read_acts(heard, asked=Asked.CONSENT).consent is Consent.YES
                counted = {"said": 1, "words_of_a_yes": int(is_yes), "counts": int(is_yes and lost_s < LOST_S)}
                broken[f"{kind}/{on_line}"].update(counted)
    finally:
        moonshine.close()
    return {
        **{part: {kind: count.to_json() for kind, count in kinds.items()} for part, kinds in counts.items()},
        "numbers": {kind: _shares(outcomes) for kind, outcomes in numbers.items()},
        "segment_cpu_ms": {f"p{at}": round(1000 * (percentile(took_s, at) or 0.0)) for at in (50, 95)},
        "broken": {name: dict(counted) for name, counted in broken.items()},
        "not_yes": {"replies": replies, "heard_as_yes": len(false_yes), "which": false_yes},
    }


def renderings(sentences: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, str, CallerVoice, bool]]:
    """Yield each part's sentences with their kind, in some voices each: the last time in babble."""
    number = 0
    for part, kinds in sentences.items():
        for kind, texts in kinds.items():
            for text in texts:
                number += 1
                clean = len(VOICES) if part == "not_yes" else _CLEAN_VOICES
                for turn in range(clean + 1):
                    yield part, kind, text, VOICES[(number + turn) % len(VOICES)], turn == clean


def broken_answers(answers: Mapping[str, list[str]]) -> Iterator[tuple[str, str, CallerVoice, Break]]:
    """Yield each answer with its kind, in a voice, over each line."""
    for kind, texts in answers.items():
        for number, text in enumerate(texts):
            for on_line in Break:
                yield kind, text, VOICES[number % len(VOICES)], on_line


def segments(settings: Settings, speech: Samples, around: Samples) -> list[Samples]:
    """Return what a call's recogniser would be given of a sentence (16 kHz) that is said into a telephone.

    `around` is played beside it, from its beginning; empty is silence.
    """
    whole = np.concatenate(
        [np.zeros(round(_BEFORE_S * MODEL_RATE_HZ)), speech, np.zeros(round(_AFTER_S * MODEL_RATE_HZ))]
    )
    if len(around):
        whole += np.resize(around, len(whole))
    wide = np.clip(whole, -32768, 32767).astype(np.int16)
    line = mu_law_round_trip(soxr.resample(wide, MODEL_RATE_HZ, LINE_HZ))
    suppressor = open_suppressor(resolve_noise(settings))
    sound = Resampler(LINE_HZ, MODEL_RATE_HZ).push(line)
    if suppressor is not None:
        blocks = range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
        sound = np.concatenate([suppressor.clean(sound[at : at + BLOCK_SAMPLES]) for at in blocks])
        suppressor.close()
    probability, activity = open_speech_probability(settings.models.vad), VoiceActivity(VoiceActivityTuning())
    found = []
    for at in range(0, len(sound) - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        window = sound[at : at + WINDOW_SAMPLES]
        heard = activity.hear(window, probability.predict(window))
        if heard is not None and heard.segment is not None:
            found.append(heard.segment)
    return found


def _shares(outcomes: Counter[bool | None]) -> dict[str, float]:
    said = outcomes.total()
    return {"said": said, "right": round(outcomes[True] / said, 3), "wrong": round(outcomes[False] / said, 3)}


def _frame(segment: Samples) -> rtc.AudioFrame:
    return rtc.AudioFrame(
        data=segment.tobytes(), sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=len(segment)
    )
