"""One place of `serve` and the worker that has it: what was lost there, and when that worker must be replaced."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from callcenter.domain.record.call_event import CallStarted, WrappedUp
from callcenter.telephony.embedded.entry.place import Place
from callcenter.telephony.embedded.process.serve_tally import ServeTally
from callcenter.telephony.embedded.process.worker_process import WorkerProcess

#: File descriptors a worker may have gained over its idle count before it is replaced.
MAX_FDS_GAINED = 200
#: Leaked call slots at which an idle worker is replaced at once; fewer wait until it has served for a while.
LEAKED_SLOTS = 20
LEAK_REST_S = 60.0
#: Leaked slots at which it is replaced as soon as the running calls end: hardly any are left of the stack's 250.
FULL_SLOTS = 200


class Station:
    """A place and its worker, None while there is none. `recycle_rss_mb` is the memory at which it is replaced."""

    def __init__(self, place: Place, tally: ServeTally, *, recycle_rss_mb: int) -> None:
        self.place = place
        #: Counted here and told to each worker: a count kept in a worker goes with it and never passes one.
        self.tally = tally
        self.worker: WorkerProcess | None = None
        self._recycle_rss_mb = recycle_rss_mb
        self._idle_fds = 0
        self._serving_since_s = 0.0

    def give(self, worker: WorkerProcess) -> None:
        """Have a loaded worker serve here."""
        self.worker = worker
        worker.serve(self.place, replaced=self.tally.replaced, lost_calls=self.tally.lost_calls)

    def taken(self) -> None:
        """The worker serves."""
        self.tally.save()
        self._idle_fds = 0
        self._serving_since_s = time.monotonic()

    def heard(self, call: Mapping[str, Any]) -> None:
        """The worker tells a call's fact: keep what runs."""
        if call["fact"] == CallStarted.__name__:
            self.tally.began(call["call_id"])
        elif call["fact"] == WrappedUp.__name__:
            self.tally.ended(call["call_id"])

    def why_replace(self, health: Mapping[str, Any]) -> str:
        """Return why the worker must be replaced now, or ''. It is not while it has calls."""
        if not self._idle_fds and not health["calls"]:
            self._idle_fds = health["fds"]
        # With its slots used up by leaks it takes no more calls anyway: it may as well drain.
        is_due = not health["calls"] or health["leaked"] >= FULL_SLOTS
        return self._leak(health) if is_due else ""

    def _leak(self, health: Mapping[str, Any]) -> str:
        served_s = time.monotonic() - self._serving_since_s
        if health["leaked"] >= LEAKED_SLOTS or (health["leaked"] and served_s > LEAK_REST_S):
            return "slots"
        if health["rss_mb"] > self._recycle_rss_mb:
            return "memory"
        if self._idle_fds and health["fds"] > self._idle_fds + MAX_FDS_GAINED:
            return "files"
        return ""
