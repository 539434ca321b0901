"""Pieces of speech kept ready as PCM: those preloaded for good, and those said before, the latest first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from callcenter.models.audio.resampler import Samples


class PhraseCache:
    """A bounded cache that keeps a piece from the second time it is said.

    What is said once (a name, a balance) takes no fixed phrase's place and does not outlive its call.
    """

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, Samples] = OrderedDict()
        self._pinned: dict[Hashable, Samples] = {}
        self._said: OrderedDict[int, None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Samples | None:
        """Return a piece's PCM, or None if it isn't kept."""
        with self._lock:
            if (pcm := self._pinned.get(key)) is not None:
                return pcm
            if (pcm := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return pcm

    def put(self, key: Hashable, pcm: Samples, *, pin: bool = False) -> None:
        """Offer a piece. `pin` keeps it for good, while there is room."""
        with self._lock:
            if pin and len(self._pinned) < self._limit:
                self._pinned[key] = pcm
                return
            if pin or hash(key) in self._said:
                self._kept[key] = pcm
                if len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
                return
            self._said[hash(key)] = None
            if len(self._said) > 8 * self._limit:
                self._said.popitem(last=False)

    def __len__(self) -> int:
        return len(self._pinned) + len(self._kept)
