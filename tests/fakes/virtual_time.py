"""An event loop whose clock stands still while anything can run, and jumps to the next timer when nothing can.

Stories of minutes play in milliseconds, and always in the same order. Only the loop's clock is virtual: `time.time()`
and `time.monotonic()` go on as ever, and work in threads is not waited for.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing: what the loop would wait for is added to its clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise AssertionError("The story stands still: everybody waits for somebody else.")
            self.now_s += max(0.0, timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """The loop; `time` begins at 0."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s

    def busy(self, seconds: float) -> None:
        """Have so many seconds gone by in which nothing else ran."""
        self._jumping.now_s += seconds


async def later(seconds: float) -> None:
    """Let so many seconds of a story pass."""
    assert isinstance(asyncio.get_running_loop(), VirtualTimeLoop), "the story isn't played"
    await asyncio.sleep(seconds)


def play(story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end in virtual time and return what it returns."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(story)
