"""Remembers in a process which models failed, so that not every call finds out anew by waiting.

A model that failed is left alone for some seconds, more after each further failure; then one request tries it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from livekit.agents._exceptions import APIConnectionError

FIRST_REST_S = 5.0
MAX_REST_S = 60.0


class LeftAlone(APIConnectionError):
    """The model failed lately and wasn't asked."""


class Health:
    """One model's health, shared by all calls of a process."""

    def __init__(
        self,
        name: str,
        *,
        first_rest_s: float | None = None,
        max_rest_s: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._first_rest_s = FIRST_REST_S if first_rest_s is None else first_rest_s
        self._max_rest_s = MAX_REST_S if max_rest_s is None else max_rest_s
        self._monotonic = monotonic
        self._rest_s = 0.0
        self._tried_again_at_s = 0.0

    @property
    def is_good(self) -> bool:
        """Whether the last request worked."""
        return self._rest_s == 0.0

    def admit(self) -> None:
        """Let a request through, or refuse it while the model rests.

        Raises:
            LeftAlone: it failed lately and its next trial is not due.
        """
        if self.is_good:
            return
        if self._monotonic() < self._tried_again_at_s:
            raise LeftAlone(f"{self._name} failed lately and is left alone", retryable=False)
        # One trial at a time: the next request waits for what becomes of this one.
        self._tried_again_at_s = self._monotonic() + self._rest_s

    def failed(self) -> None:
        """Note that a request failed."""
        self._rest_s = min(max(self._rest_s * 2, self._first_rest_s), self._max_rest_s)
        self._tried_again_at_s = self._monotonic() + self._rest_s

    def worked(self) -> None:
        """Note that a request worked."""
        self._rest_s = 0.0
