"""How full a worker is, and which jobs it accepts: no more than it serves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from livekit.agents import AgentServer, JobRequest
from livekit.agents.utils.hw import get_cpu_monitor

from callcenter.log import logger
from callcenter.telephony.livekit.starting import Starts

log = logger(__name__)

#: Seconds over which one reading of the CPU goes.
CPU_INTERVAL_S = 0.5
#: Weight of the newest reading: a spike of a second must not turn callers away.
CPU_WEIGHT = 0.2
#: Longest wait of a job, not yet accepted, for another's start to end (s): the room watcher sends a second one later.
LONGEST_TURN_S = 0.8
_LOOK_S = 0.05


def load_of(active_calls: int, max_calls: int, cpu: float, *, threshold: float) -> float:
    """Return the worker's load, 0 to 1: how full it is by calls or by CPU, whichever is more.

    By calls it reaches the threshold with the last call that is served, not before: the limit that is set is the limit
    in force. With a threshold of 1 calls alone count: a busy container reads 1.0, and LiveKit would send nobody.
    """
    if active_calls >= max_calls:
        return 1.0
    if threshold >= 1:
        return active_calls / max_calls
    return min(1.0, max(threshold * active_calls / max_calls, cpu))


class CpuWatch:
    """The CPU of this container, 0 to 1, smoothed; read by a thread of its own until `close`.

    livekit-agents' monitor reads the control group's time and quota: psutil would tell the whole node's.
    """

    def __init__(self, read: Callable[[float], float] | None = None) -> None:
        self.value = 0.0
        self._read = read or get_cpu_monitor().cpu_percent
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cpu-watch", daemon=True)
        self._thread.start()

    def note(self, reading: float) -> None:
        """Take one reading, 0 to 1."""
        self.value += CPU_WEIGHT * (reading - self.value)

    def close(self) -> None:
        """Read no more."""
        self._is_closed.set()

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                self.note(self._read(CPU_INTERVAL_S))
            except Exception as error:
                log.warning("cpu_unknown", error=type(error).__name__)
                return


class JobAdmission:
    """Lets jobs in up to a limit, no more at once than are warm, and no more than can start at once: `on_request`.

    Two requests that come at once both find the worker's load below the threshold, so those let in are counted here
    until they are among the server's jobs. A job without a warm process would keep its caller ringing for as long as
    one takes to load, in a queue of others on a busy machine: left to other workers, or for the room watcher's second
    try, the caller is served or refused in seconds. `warm` counts the idle processes; None lets jobs wait for theirs.
    If `starts` are as many as may be, a job waits a moment for one of them to end. `refused` is told the room of
    each job that is left.
    """

    def __init__(
        self,
        limit: int,
        active: Callable[[], int],
        warm: Callable[[], int] | None = None,
        *,
        starts: Starts | None,
        refused: Callable[[str], None] = lambda room: None,
    ) -> None:
        self._limit = limit
        self._active = active
        self._warm = warm
        self._starts = starts
        self._refused = refused
        self._turn = asyncio.Lock()
        self._entering = 0

    async def answer(self, request: JobRequest) -> None:
        """Accept the job, or leave it to another worker."""
        if (why := await self._refusal(request.id)) is not None:
            log.info("job_left_to_others", calls=self._active(), limit=self._limit, why=why)
            await request.reject(terminate=False)
            self._refused(request.room.name)
            return
        try:
            await request.accept()
        except BaseException:
            if self._starts is not None:
                self._starts.end(request.id)
            raise
        finally:
            self._entering -= 1

    async def _refusal(self, job: str) -> str | None:
        """Count a job as entering; else say why it can't."""
        try:
            async with asyncio.timeout(LONGEST_TURN_S), self._turn:
                while True:
                    why = self._lacks()
                    if why is not None or not self._is_busy():
                        break
                    # Starts end in the jobs' processes.
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            return "others are starting"
        if why is None:
            self._entering += 1
            if self._starts is not None:
                self._starts.begin(job)
        return why

    def _lacks(self) -> str | None:
        if self._active() + self._entering >= self._limit:
            return "full"
        return "no warm job" if self._warm is not None and self._warm() <= self._entering else None

    def _is_busy(self) -> bool:
        return self._starts is not None and self._starts.count() >= self._starts.most


def job_admission(
    server: AgentServer, limit: int, *, idle_jobs: int, starts: Starts | None, refused: Callable[[str], None]
) -> JobAdmission:
    """Return what lets jobs in to a server that keeps so many warm; with none, each waits until its own is loaded."""

    def warm() -> int:
        return server._proc_pool._warmed_proc_queue.qsize()

    return JobAdmission(
        limit, lambda: len(server.active_jobs), warm if idle_jobs else None, starts=starts, refused=refused
    )
