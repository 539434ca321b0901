"""One clock for the audio of all calls of the process: every 40 ms each call is polled once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from callcenter.log import logger

log = logger(__name__)

#: Seconds between polls: two RTP packets' worth. The audio path works in step, so that what waits here doesn't there.
TICK_S = 0.04
#: A tick that comes this many seconds late is worth telling of.
LATE_S = 0.06


class Pacer:
    """Calls every poll of every call, in turn, on the loop. A poll must not block or await.

    `on_late` is called at each tick that came more than 60 ms late: the loop was busy, and callers hear it.
    """

    def __init__(self, *, tick_s: float = TICK_S, on_late: Callable[[], None] = lambda: None) -> None:
        self._tick_s = tick_s
        self._on_late = on_late
        self._polls: dict[int, Callable[[], None]] = {}
        self._next_key = 0

    def add(self, poll: Callable[[], None]) -> int:
        """Poll from now on; returns the key for `remove`."""
        self._next_key += 1
        self._polls[self._next_key] = poll
        return self._next_key

    def remove(self, key: int) -> None:
        """Stop polling. Unknown keys are ignored."""
        self._polls.pop(key, None)

    async def run(self) -> None:
        """Tick until cancelled. A poll that raises is logged and taken out; other calls go on."""
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        while True:
            due_s += self._tick_s
            late_s = loop.time() - due_s
            if late_s > LATE_S:
                # Don't run the missed ticks after one another: one poll takes all that has gathered.
                if self._polls:
                    self._on_late()
                due_s = loop.time()
            await asyncio.sleep(max(0.0, due_s - loop.time()))
            for key, poll in list(self._polls.items()):
                try:
                    poll()
                except Exception as error:
                    log.exception("audio_poll_failed", error=type(error).__name__)
                    self.remove(key)
