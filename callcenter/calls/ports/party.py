"""What every kind of leg does the same: keys that are pressed, being held, and one end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from callcenter.domain.calls.leg import LegAbility, LegEnd, LineStretch


class Party:
    """One party of a call, without its audio."""

    name = "caller"
    cannot: ClassVar[frozenset[LegAbility]] = frozenset()

    def __init__(self) -> None:
        self.ended: asyncio.Future[LegEnd] = asyncio.get_running_loop().create_future()
        self._digit_listeners: list[Callable[[str], None]] = []
        self._early_digits: list[str] = []
        self._hold_listeners: list[Callable[[bool], None]] = []
        self._line_listeners: list[Callable[[LineStretch], None]] = []

    def on_digit(self, listener: Callable[[str], None]) -> None:
        """Call the listener with each key pressed, those pressed before it was there included."""
        self._digit_listeners.append(listener)
        early, self._early_digits = self._early_digits, []
        for digit in early:
            listener(digit)

    def on_hold(self, listener: Callable[[bool], None]) -> None:
        """Call the listener when the party holds us (True) and resumes (False)."""
        self._hold_listeners.append(listener)

    def on_line(self, listener: Callable[[LineStretch], None]) -> None:
        """Call the listener with each stretch of the line as it was measured, if the carrier measures it."""
        self._line_listeners.append(listener)

    # -- what the carrier says ------------------------------------------------

    def on_digit_pressed(self, digit: str) -> None:
        """The party pressed a key."""
        if not self._digit_listeners:
            self._early_digits.append(digit)
        for listener in self._digit_listeners:
            listener(digit)

    def on_held(self, is_held: bool) -> None:
        """The party holds us or is back."""
        for listener in self._hold_listeners:
            listener(is_held)

    def on_line_measured(self, stretch: LineStretch) -> None:
        """The way to us was measured for a stretch."""
        for listener in self._line_listeners:
            listener(stretch)

    def _end(self, end: LegEnd) -> None:
        """The first end is the end."""
        if not self.ended.done():
            self.ended.set_result(end)
