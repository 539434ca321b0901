"""The metrics of jobs that are processes: prometheus_client has a file for each kind of metric and process.

livekit-agents starts a process a call, so without care files and the cost of a scrape grow with every call, and a job
that was killed stays in the gauges for ever. Dead processes' gauges are removed here and their counters folded into one
archive, as prometheus_client's documentation of multiprocess mode leaves to the host
(https://prometheus.github.io/client_python/multiprocess/).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import prometheus_client
import psutil
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

ACTIVE, LIMIT = "callcenter_calls_active", "callcenter_calls_limit"
#: What livekit-agents exports of the worker's process itself.
_OF_THE_WORKER = "lk_"
_ADDED_UP = ("counter", "histogram", "summary")
_ARCHIVE = "archive"


class JobMetrics(Collector):
    """All of a worker whose jobs are processes. Calls and their limit are the worker's own, so no dead job is in them.

    `active` and `limit` are asked at each scrape.
    """

    def __init__(self, folder: Path, *, active: Callable[[], int], limit: int) -> None:
        self._folder = folder
        self._active = active
        self._limit = limit
        # A scrape between an archive's writing and the removal of what is in it would count twice.
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        yield GaugeMetricFamily(ACTIVE, "Calls being served now", value=self._active())
        yield GaugeMetricFamily(LIMIT, "Calls at which the worker is full", value=self._limit)
        seen = {ACTIVE, LIMIT}
        with self._lock:
            of_jobs = list(MultiProcessCollector(None, str(self._folder)).collect())  # type: ignore[no-untyped-call]
        for metric in of_jobs:
            if metric.name not in seen:
                seen.add(metric.name)
                yield metric
        for metric in prometheus_client.REGISTRY.collect():
            if metric.name.startswith(_OF_THE_WORKER) and metric.name not in seen:
                yield metric

    def reap(self, alive: Collection[int] | None = None) -> int:
        """Take the dead processes out and return how many they were; not on the event loop.

        `alive` are the processes that still write; by default this one and all that descend from it.
        """
        living = _family() if alive is None else alive
        with self._lock:
            files = [path for path in self._folder.glob("*.db") if _process(path) not in (None, *living)]
            dead = {process for path in files if (process := _process(path)) is not None}
            for kind in _ADDED_UP:
                self._fold(kind, [path for path in files if path.name.startswith(f"{kind}_")])
            for process in dead:
                mark_process_dead(process, str(self._folder))  # type: ignore[no-untyped-call]
            for path in files:
                path.unlink(missing_ok=True)
        return len(dead)

    def _fold(self, kind: str, files: list[Path]) -> None:
        """Add the files to the archive of their kind, which takes its old one's place at once."""
        if not files:
            return
        archive = self._folder / f"{kind}_{_ARCHIVE}.db"
        sources = [str(path) for path in (*files, *([archive] if archive.exists() else []))]
        fresh = archive.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        kept = MmapedDict(str(fresh))  # type: ignore[no-untyped-call]
        for metric in MultiProcessCollector.merge(sources, accumulate=False):  # type: ignore[no-untyped-call]
            for sample in metric.samples:
                names, values = list(sample.labels), list(sample.labels.values())
                key = mmap_key(metric.name, sample.name, names, values, metric.documentation)
                kept.write_value(key, sample.value, 0.0)  # type: ignore[no-untyped-call]
        kept.close()  # type: ignore[no-untyped-call]
        fresh.replace(archive)


def _process(path: Path) -> int | None:
    """Return the process that writes a file; None for an archive."""
    number = path.stem.rpartition("_")[2]
    return int(number) if number.isdigit() else None


def _family() -> set[int]:
    this = psutil.Process()
    return {this.pid, *(child.pid for child in this.children(recursive=True))}
