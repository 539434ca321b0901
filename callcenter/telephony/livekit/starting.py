"""Calls that start on a worker: how many at once, and what waits for them.

Twenty callers in five seconds on two cores, each begun as they came, heard their first word after up to 18 s: the
starts shared the cores with the loading of the processes that took their warm ones' place (docs/measured.md).
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from livekit.agents.utils.hw import get_cpu_monitor

#: Calls that may be starting at once, by core: a start takes a third of a CPU-second, and if the cores are busy it
#: lasts the longer, so that fewer begin.
STARTS_PER_CORE = 2
#: Seconds after which a start counts no more: its job died, or its phone is slow.
LONGEST_START_S = 6.0
#: Longest wait of a process that is to load, in seconds.
LONGEST_WAIT_S = 10.0
#: Seconds between two looks.
_LOOK_S = 0.2


class Starts:
    """The calls that are starting on a worker, as files of a folder: every process of the worker sees them.

    Travels between processes. `clock` is the clock of files, in seconds; `sleep` waits.
    """

    def __init__(
        self,
        folder: Path,
        *,
        most: int = 0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep
        #: How many may start at once; by this container's cores if none is given.
        self.most = most or max(1, round(STARTS_PER_CORE * get_cpu_monitor().cpu_count()))

    def begin(self, job: str) -> None:
        """A job's call starts."""
        (self._folder / job).touch()

    def end(self, job: str) -> None:
        """A job's caller has their agent, or never will; nothing if it had ended before."""
        (self._folder / job).unlink(missing_ok=True)

    def count(self) -> int:
        """Return how many are starting."""
        return sum(self._clock() - began_s < LONGEST_START_S for began_s in self._began_s())

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Load a process: one at a time, not while as many calls start as may, and after the longest wait at last."""
        until_s = self._clock() + LONGEST_WAIT_S
        with (self._folder.with_name(f"{self._folder.name}.loading")).open("w") as turn:
            while not (_has_turn(turn.fileno()) and self.count() < self.most) and self._clock() < until_s:
                self._sleep(_LOOK_S)
            yield

    def _began_s(self) -> Iterator[float]:
        for file in self._folder.iterdir():
            try:
                yield file.stat().st_mtime
            except FileNotFoundError:
                continue


def _has_turn(turn: int) -> bool:
    """Take the turn, or return False while another has it; it ends with its file, and with its process."""
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
