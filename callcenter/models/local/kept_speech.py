"""Fixed phrases kept on the disk as PCM, so that the next start needn't speak them anew: seconds of a processor.

A file a clause, whose name is a digest of all that its sound depends on: the words, the voice, our code and the
libraries' versions. A folder that can't be used costs the speaking, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Hashable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import numpy as np

from callcenter.models.audio.resampler import Samples
from callcenter.models.phone_tuning import PHONE

_PREFIX = "phrase-"
#: Far more clauses than any agents have; from there on the oldest go.
_MOST = 4 * PHONE.voice.cached_phrases
#: The oldest are looked for after so many more, not with each one: it takes a list of all.
_MORE = _MOST // 4
_LIBRARIES = ("piper-tts", "onnxruntime", "numpy", "soxr")


class KeptSpeech:
    """The clauses of one voice, mono int16, in a folder that other voices may share."""

    def __init__(self, folder: Path, voice: Sequence[Path]) -> None:
        """Take the folder, which need not be there yet, and the files that the voice is read from."""
        self._folder = folder
        files = [(file.name, found.st_size, found.st_mtime_ns) for file in voice for found in [file.stat()]]
        digest = hashlib.sha256(repr((files, PHONE.voice, [(name, version(name)) for name in _LIBRARIES])).encode())
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        self._digest = digest
        self._before_removal = 0

    def get(self, said: Hashable) -> Samples | None:
        """Return the PCM of a clause, by all that the caller varies; None if it isn't kept."""
        with suppress(OSError):
            pcm: Samples = np.fromfile(self._file(said), dtype=np.int16)
            return pcm
        return None

    def put(self, said: Hashable, pcm: Samples) -> None:
        """Keep the PCM of a clause."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Two processes at once: each writes its own file, and the last one's name counts.
            descriptor, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(pcm.tobytes())
            os.replace(name, self._file(said))
            if not self._before_removal:
                self._before_removal = _MORE
                self._remove_oldest()
            self._before_removal -= 1

    def _remove_oldest(self) -> None:
        kept = sorted(self._folder.glob(f"{_PREFIX}*"), key=lambda one: one.stat().st_mtime_ns)
        for one in kept[:-_MOST]:
            one.unlink()

    def _file(self, said: Hashable) -> Path:
        digest = self._digest.copy()
        digest.update(repr(said).encode())
        return self._folder / f"{_PREFIX}{digest.hexdigest()[:32]}"
