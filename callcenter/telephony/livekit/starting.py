"""Calls that start on a worker: how many at once, and what waits for them.

Twenty callers in five seconds on two cores, each begun as they came, heard their first word after up to 18 s: the
starts shared the cores with the loading of the processes that took their warm ones' place (docs/measured.md).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from livekit.agents.utils.hw import get_cpu_monitor

#: Calls that begin in a second on one core: a start takes most of a CPU-second, WebRTC and first words together.
STARTS_PER_CORE_S = 1.0
#: Seconds whose starts may come at once after a pause.
BURST_S = 2.0
#: Seconds after the last start for which no process is loaded, and the longest wait for such a pause.
QUIET_S = 2.0
LONGEST_WAIT_S = 6.0


class Pace:
    """Says whether one more call may begin now: `per_s` calls a second, and `burst` at once. `clock` is in seconds."""

    def __init__(self, per_s: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._left = burst
        self._at_s = clock()

    def may_start(self) -> bool:
        """Count a start and return True; False where it would be one too many."""
        now_s = self._clock()
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


def pace_of_container() -> Pace:
    """Return the pace that this container's cores keep."""
    per_s = STARTS_PER_CORE_S * max(1.0, get_cpu_monitor().cpu_count())
    return Pace(per_s, BURST_S * per_s)


class Starts:
    """Tells the processes that are about to load that calls are starting, by the time of a file's last change.

    Travels between processes. `clock` is the clock of files, in seconds; `sleep` waits.
    """

    def __init__(
        self, file: Path, *, clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._file = file
        self._clock = clock
        self._sleep = sleep

    def note(self) -> None:
        """A call starts."""
        self._file.touch()

    def wait(self) -> None:
        """Return once no call has started for a while, or after the longest wait."""
        until_s = self._clock() + LONGEST_WAIT_S
        while (now_s := self._clock()) < until_s and (wait_s := self._last_s() + QUIET_S - now_s) > 0:
            self._sleep(min(wait_s, until_s - now_s))

    def _last_s(self) -> float:
        try:
            return os.stat(self._file).st_mtime
        except FileNotFoundError:
            return 0.0
