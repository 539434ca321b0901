"""`local/moonshine`: English speech recognition on the device; the weights are in the wheel.

One transcriber serves all calls from one thread: used by several at once it mixes their words up, and each
further one costs 95 MB. A 3 s segment takes about 0.1 s.
"""

from __future__ import annotations

import asyncio
import ctypes
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from livekit import rtc

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.models.phone_tuning import MODEL_RATE_HZ

#: What the model makes of a cough or line noise; no caller says it alone and means something.
_NOISE = frozenset({"", "you", "the", "uh", "um", "hmm", "mm", "oh", "ah", "so", "i", "a"})
_WORD = re.compile(r"[\w']+")
#: A decoder that has lost its way says one or two words over and over; figures do repeat.
_LOOP_WORDS = 8
_FIGURES = frozenset("zero oh one two three four five six seven eight nine double triple".split())


class Moonshine:
    """The loaded recogniser of a process."""

    def __init__(self, transcriber: Any) -> None:
        self._transcriber = transcriber
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="moonshine")

    @classmethod
    def load(cls) -> Moonshine:
        """Load the model; about 0.5 s, not on the event loop.

        Raises:
            ModelUnavailable: the package or its weights are missing.
        """
        try:
            from moonshine_voice.moonshine_api import ModelArch
            from moonshine_voice.transcriber import Transcriber
            from moonshine_voice.utils import get_model_path

            # Segments come cut, so the model's own voice activity detector is off.
            transcriber = Transcriber(
                str(get_model_path("tiny-en")),
                ModelArch.TINY,
                options={"vad_threshold": 0, "return_audio_data": "false"},
            )
        except Exception as error:
            raise ModelUnavailable(
                f"local/moonshine could not be loaded ({type(error).__name__}).",
                remedy="Run `uv sync`; moonshine-voice is among the package's own dependencies.",
            ) from error
        return cls(transcriber)

    async def recognise(self, frame: rtc.AudioFrame) -> str:
        """Return the words in a segment (mono int16, 16 kHz), or an empty text where there are none."""
        samples = np.frombuffer(bytes(frame.data), dtype=np.int16)
        loop = asyncio.get_running_loop()
        return meaningful(await loop.run_in_executor(self._thread, self._transcribe, samples))

    def close(self) -> None:
        """Free the model once the segment at work is done."""
        self._thread.submit(self._transcriber.close)
        self._thread.shutdown(wait=False)

    def _transcribe(self, samples: Samples) -> str:
        from moonshine_voice.errors import check_error
        from moonshine_voice.moonshine_api import TranscriptC

        # The wrapper's own call turns every sample into a Python number first and holds the interpreter
        # for 6 ms; all calls would feel it.
        audio = np.ascontiguousarray(samples, dtype=np.float32) / np.float32(32768.0)
        transcript = ctypes.POINTER(TranscriptC)()
        check_error(
            self._transcriber._lib.moonshine_transcribe_without_streaming(
                self._transcriber._handle,
                audio.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
                len(audio),
                MODEL_RATE_HZ,
                0,
                ctypes.byref(transcript),
            )
        )
        lines = self._transcriber._parse_transcript(transcript).lines
        return " ".join(line.text.strip() for line in lines if line.text).strip()


def meaningful(text: str) -> str:
    """Return the transcript, or an empty text where it is what noise sounds like to the model."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if " ".join(words) in _NOISE:
        return ""
    different = set(words)
    if len(words) >= _LOOP_WORDS and len(different) <= 2:
        if not different <= _FIGURES and not any(word.isdigit() for word in different):
            return ""
    return text
