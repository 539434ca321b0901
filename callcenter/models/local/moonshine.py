"""`local/moonshine`: English speech recognition on the device; the weights are in the wheel, the search is ours.

One recogniser serves all calls from one thread. A 3 s segment takes less than 0.1 s, nearly all of it in onnxruntime,
which leaves the interpreter to the calls. While segments of other callers wait, fewer readings of each are followed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from livekit import rtc

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.models.local.hearing.as_number import NEARLY_AS_WELL, as_number, number_tokens
from callcenter.models.local.hearing.certain import chosen_text, may_agree
from callcenter.models.local.hearing.expected_words import ExpectedWords
from callcenter.models.local.hearing.search import READINGS, read
from callcenter.models.local.hearing.vocabulary import Vocabulary
from callcenter.models.local.hearing.weights import Weights
from callcenter.models.phone_tuning import MODEL_RATE_HZ

#: What the model makes of a cough or line noise; no caller says it alone and means something.
_NOISE = frozenset({"", "you", "the", "uh", "um", "hmm", "mm", "oh", "ah", "so", "i", "a"})
_WORD = re.compile(r"[\w']+")
#: As the model writes at times: "to-morrow".
_OLD_SPELLING = re.compile(r"\b([Tt])o-(day|morrow|night)\b")
#: Between the digits of a number they are some of them: "a" is a short eight.
_DIGITS_TOO = frozenset({"oh", "a"})
#: A decoder that has lost its way says one or two words over and over; figures do repeat.
_LOOP_WORDS = 8
#: Or a phrase of so many words at most, so often ("I don't know. I don't know. I don't know. I don't know.").
_LOOP_PHRASE, _LOOP_TIMES = 6, 4
_FIGURES = frozenset("zero oh one two three four five six seven eight nine double triple".split())
#: Readings that are followed of a segment while other callers' segments wait.
HURRIED = 2
#: The network takes no less: a tenth of a second. What is shorter is filled up with silence.
_SHORTEST = MODEL_RATE_HZ // 10


class Moonshine:
    """The loaded recogniser of a process."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self._weights = weights
        #: The pieces of words that the weights know.
        self.vocabulary = vocabulary
        self._expected = ExpectedWords(vocabulary)
        self._numbers = number_tokens(vocabulary)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="moonshine")
        #: Segments that the thread hasn't begun with.
        self._waiting = set[object]()

    @classmethod
    def load(cls) -> Moonshine:
        """Load the model; about 0.5 s, not on the event loop.

        Raises:
            ModelUnavailable: the package or its weights are missing.
        """
        try:
            folder = _folder()
            return cls(Weights.load(folder), Vocabulary.read(folder / "tokenizer.bin"))
        except Exception as error:
            raise ModelUnavailable(
                f"local/moonshine could not be loaded ({type(error).__name__}).",
                remedy="Run `uv sync`; moonshine-voice is among the package's own dependencies.",
            ) from error

    def expect(self, sayings: Iterable[str]) -> None:
        """Take callers to speak much like these examples, from the next segment on; 0.2 s for 2,500 of them."""
        self._expected = ExpectedWords(self.vocabulary, sayings)

    async def recognise(self, frame: rtc.AudioFrame, *, asks_number: bool = False) -> str:
        """Return the words in a segment (mono int16, 16 kHz), or an empty text if there are none.

        `asks_number`: the caller was asked for one, and what may be one is read so.
        """
        samples = np.frombuffer(bytes(frame.data), dtype=np.int16)
        loop = asyncio.get_running_loop()
        ticket = object()
        self._waiting.add(ticket)
        try:
            text = await loop.run_in_executor(self._thread, self._next, ticket, samples, asks_number)
            return meaningful(text, asks_number=asks_number)
        finally:
            self._waiting.discard(ticket)

    def close(self) -> None:
        """Take no more segments; the model goes with the object."""
        self._thread.shutdown(wait=False)

    def _next(self, ticket: object, samples: Samples, asks_number: bool) -> str:
        self._waiting.discard(ticket)
        return self.transcribe(samples, asks_number, most=HURRIED if self._waiting else READINGS)

    def transcribe(self, samples: Samples, asks_number: bool = False, *, most: int = READINGS) -> str:
        """Return the words in samples (16 kHz) as they are read, noise included; blocks for as long as it takes.

        `most` readings are followed at once.
        """
        audio = samples.astype(np.float32) / np.float32(32768.0)
        if len(audio) < _SHORTEST:
            audio = np.pad(audio, (0, _SHORTEST - len(audio)))
        sound, seconds = self._weights.hear(audio), len(audio) / MODEL_RATE_HZ
        readings = read(self._weights, self._expected, sound, seconds=seconds, most=most)
        if most < READINGS and may_agree(readings, self.vocabulary):
            # However many wait: a no among the readings must not be missed.
            readings = read(self._weights, self._expected, sound, seconds=seconds)
        if asks_number and readings and self._numbers[list(readings[0].tokens)].any():
            # Something in it is no part of a number.
            numbers = read(
                self._weights,
                self._expected,
                sound,
                seconds=seconds,
                only=self._numbers,
                heard_at_least=readings[0].heard - NEARLY_AS_WELL,
                most=most,
            )
            if numbers and as_number(readings[0], numbers[0], self.vocabulary):
                return self.vocabulary.text(numbers[0].tokens)
        return chosen_text(readings, self.vocabulary)


def _folder() -> Path:
    """Return where the weights are. The package isn't imported: that would load its own decoder, 42 MB."""
    found = importlib.util.find_spec("moonshine_voice")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("moonshine_voice")
    return Path(found.origin).parent / "assets" / "tiny-en"


def meaningful(text: str, *, asks_number: bool = False) -> str:
    """Return the transcript, or an empty text if it is what noise sounds like to the model.

    `asks_number`: the caller was asked for one, of which "oh" or "a" by itself may be a digit.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if " ".join(words) in _NOISE and not (asks_number and " ".join(words) in _DIGITS_TOO):
        return ""
    different = set(words)
    is_figure = bool(different) and (different <= _FIGURES or any(word.isdigit() for word in different))
    is_loop = (len(words) >= _LOOP_WORDS and len(different) <= 2) or _repeats_a_phrase(words)
    return "" if is_loop and not is_figure else _OLD_SPELLING.sub(r"\1o\2", text)


def _repeats_a_phrase(words: list[str]) -> bool:
    """Tell whether words are one phrase of several words over and over, the last time perhaps not to its end."""
    return any(
        len(words) >= _LOOP_TIMES * length and all(words[i] == words[i - length] for i in range(length, len(words)))
        for length in range(2, _LOOP_PHRASE + 1)
    )
