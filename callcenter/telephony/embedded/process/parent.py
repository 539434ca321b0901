"""Keeps one worker serving and one spare loaded. Where the worker dies or leaks, the spare takes over.

The parent imports nothing heavy, so it starts at once and holds no call's fate: a crash of the SIP stack takes
one worker along, whose calls the next one closes in the log.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from callcenter import errors
from callcenter.errors import CallcenterError, TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.telephony.embedded.process.scratch import sweep
from callcenter.telephony.embedded.process.serve_tally import ServeTally
from callcenter.telephony.embedded.process.worker_process import WorkerProcess

log = logger(__name__)

#: In the data folder.
TALLY_FILE = "serve-tally.json"
WORKER_MODULE = "callcenter.telephony.embedded.process.worker"
#: Seconds a worker gets to load.
LOAD_TIMEOUT_S = 120.0
#: Seconds a loaded worker gets to take the port.
SERVE_TIMEOUT_S = 20.0
#: Workers lost within this many seconds of one another slow their replacement down.
CRASH_WINDOW_S = 60.0
#: File descriptors a worker may have gained over its idle count before it is replaced.
MAX_FDS_GAINED = 200
#: Leaked call slots at which an idle worker is replaced at once; fewer wait until it has served for a while.
LEAKED_SLOTS = 20
LEAK_REST_S = 60.0
#: Leaked slots at which it is replaced as soon as the running calls end: hardly any are left of the stack's 250.
FULL_SLOTS = 200


class Parent:
    """The parent's story.

    Args:
        settings: The parent's settings.
        overrides: Settings the workers get beside the environment's.
        open_database: Yields the URL of Postgres; open as long as there are workers.
        say: Gets lines for the operator.
        on_serving: Told each time a worker takes calls, with the numbers it takes and whose calls (None: any).
        worker_module: What a worker runs.
        keeps_spare: Keep a loaded worker beside the one that serves. Without it a lost one takes longer to replace.
    """

    def __init__(
        self,
        settings: Settings,
        overrides: Mapping[str, Any],
        *,
        open_database: Callable[[], AbstractAsyncContextManager[str]],
        say: Callable[[str], None],
        on_serving: Callable[[list[str] | None, list[str] | None], None] = lambda *_: None,
        worker_module: str = WORKER_MODULE,
        keeps_spare: bool = True,
    ) -> None:
        self._settings = settings
        self._overrides = dict(overrides)
        self._open_database = open_database
        self._on_serving = on_serving
        self._tell_operator = say
        self._module = worker_module
        self._keeps_spare = keeps_spare
        self._active: WorkerProcess | None = None
        self._spare: WorkerProcess | None = None
        self._group: asyncio.TaskGroup | None = None
        self._is_ending = False
        self._losses: list[float] = []
        self._idle_fds = 0
        self._serving_since_s = 0.0
        # Counted here and told to each worker: a count kept in a worker goes with it and never passes one.
        self._tally = ServeTally.load(settings.data_dir / TALLY_FILE)
        self._orders: asyncio.Queue[str] = asyncio.Queue(maxsize=8)
        #: Set while calls are taken.
        self.is_serving = asyncio.Event()

    async def run(self) -> None:
        """Serve until `drain` or `stop` has been asked for and done.

        Raises:
            CallcenterError: the first worker couldn't load or take the port; nothing is left running.
        """
        await asyncio.to_thread(sweep)
        # Importing takes a worker seconds: it begins while Postgres starts.
        first = await WorkerProcess.start(self._module, self._hear)
        async with AsyncExitStack() as stack:
            group = self._group = await stack.enter_async_context(asyncio.TaskGroup())
            group.create_task(self._watch(first))
            stack.push_async_callback(self._end_all, first)
            # What is in the embedded Postgres is ours to fill; a Postgres somebody named is theirs. A worker can't tell
            # the one from the other by its URL.
            if self._settings.sample_data == "auto":
                self._overrides["sample_data"] = "off" if self._settings.database_url.get_secret_value() else "on"
            self._overrides["database_url"] = await stack.enter_async_context(self._open_database())
            # Once more, so that workers end before Postgres does.
            stack.push_async_callback(self._end_all, first)
            first.prepare(self._overrides)
            await self._await_ready(first)
            if self._is_ending:
                return
            await self._promote(first)
            self._spare = await self._start() if self._keeps_spare else None
            while await self._orders.get() == "replace":
                await self._replace()

    def drain(self) -> None:
        """Let running calls finish and refuse new ones; asked again, hang up."""
        is_second = self._is_ending
        self._is_ending = True
        self.is_serving.clear()
        if is_second:
            self._say("Hanging up.")
        else:
            self._say("Draining: running calls may finish, new ones are refused. Once more to hang up.")
        if self._active is not None:
            self._active.was_told_to_end = True
            self._active.order("stop" if is_second else "drain")
        else:
            self._order("end")

    # -- inside ---------------------------------------------------------------

    async def _start(self) -> WorkerProcess:
        worker = await WorkerProcess.start(self._module, self._hear)
        worker.prepare(self._overrides)
        if self._group is not None:
            self._group.create_task(self._watch(worker))
        return worker

    async def _await_ready(self, worker: WorkerProcess) -> None:
        await _first(worker.is_ready, worker.gone, timeout_s=LOAD_TIMEOUT_S)
        if not worker.is_ready.is_set():
            raise _fault(worker, "The worker didn't load.")

    async def _promote(self, worker: WorkerProcess) -> None:
        self._active = worker
        worker.order("serve", replaced=dict(self._tally.replaced), lost_calls=self._tally.lost_calls)
        await _first(worker.is_serving, worker.gone, timeout_s=SERVE_TIMEOUT_S)
        if not worker.is_serving.is_set():
            self._active = None
            raise _fault(worker, "The worker didn't take the port.")
        self._tally.save()
        self._idle_fds = 0
        self._serving_since_s = time.monotonic()
        self.is_serving.set()

    async def _replace(self) -> None:
        """The worker is gone: the spare takes over, and a new spare is loaded."""
        self.is_serving.clear()
        await self._slow_down()
        for _ in range(3):
            spare = self._spare or await self._start()
            self._spare = None
            try:
                await self._await_ready(spare)
                await self._promote(spare)
                break
            except CallcenterError as error:
                log.error("spare_failed", error=error.what, remedy=error.remedy)
                await spare.end()
        else:
            raise TelephonyError("No worker could be started.", remedy="The log above says why.")
        self._say(f"Calls are taken again (worker {spare.pid}).")
        self._spare = await self._start() if self._keeps_spare else None

    async def _slow_down(self) -> None:
        now_s = time.monotonic()
        self._losses = [*(lost_s for lost_s in self._losses if now_s - lost_s < CRASH_WINDOW_S), now_s]
        if len(self._losses) > 5:
            log.error("workers_keep_dying", lost=len(self._losses))
            await asyncio.sleep(min(2.0 ** (len(self._losses) - 5), 30.0))

    async def _watch(self, worker: WorkerProcess) -> None:
        status = await worker.watch()
        if worker is self._active:
            self._active = None
            if self._is_ending:
                self._order("end")
            else:
                if not worker.was_told_to_end:
                    self._tally.count("crash", worker.open_calls)
                    log.error("worker_lost", pid=worker.pid, status=status, calls=len(worker.open_calls))
                    self._say(f"Worker {worker.pid} died (status {status}); its calls are closed as server errors.")
                self._order("replace")
        elif worker is self._spare:
            self._spare = None
            if not self._is_ending:
                log.error("spare_lost", pid=worker.pid, status=status)

    def _hear(self, worker: WorkerProcess, event: dict[str, Any]) -> None:
        if event["event"] == "call":
            if event["fact"] == "CallStarted":
                self._tally.began(event["call_id"])
            elif event["fact"] == "WrappedUp":
                self._tally.ended(event["call_id"])
            self._say(f"{event['call_id'][-8:]}  {event['line']}")
        elif event["event"] == "registration":
            how = "" if event["status"] == 200 else f" failed ({event['status'] or 'no answer'})"
            self._say(f"Registration with {event['registrar']}{how}.")
        elif event["event"] == "numbers":
            self._say("The routing that `apply` has put in force is served now.")
        elif event["event"] == "serving":
            self._on_serving(event["numbers"], event["callers"])
        elif event["event"] == "health" and worker is self._active:
            self._check_health(worker, event)

    def _check_health(self, worker: WorkerProcess, health: Mapping[str, Any]) -> None:
        """Replace a worker that leaks, once it has no calls: the spare is serving within a second."""
        if not self._idle_fds and not health["calls"]:
            self._idle_fds = health["fds"]
        reason = self._reason_to_replace(health)
        has_spare = self._spare is not None and self._spare.is_ready.is_set()
        # With its slots used up by leaks it takes no more calls anyway: it may as well drain.
        is_due = not health["calls"] or health["leaked"] >= FULL_SLOTS
        if reason and is_due and has_spare and not worker.was_told_to_end:
            log.warning(
                "worker_replaced", reason=reason, pid=worker.pid, leaked=health["leaked"], rss_mb=health["rss_mb"]
            )
            worker.was_told_to_end = True
            self._tally.count("leak")
            worker.order("drain")

    def _reason_to_replace(self, health: Mapping[str, Any]) -> str:
        served_s = time.monotonic() - self._serving_since_s
        if health["leaked"] >= LEAKED_SLOTS or (health["leaked"] and served_s > LEAK_REST_S):
            return "slots"
        if health["rss_mb"] > self._settings.sip.recycle_rss_mb:
            return "memory"
        if self._idle_fds and health["fds"] > self._idle_fds + MAX_FDS_GAINED:
            return "files"
        return ""

    def _say(self, line: str) -> None:
        """Tell the operator; one who can't be told keeps nobody from draining or replacing a worker."""
        try:
            self._tell_operator(line)
        except Exception as error:
            log.error("operator_not_told", error=type(error).__name__)

    def _order(self, what: str) -> None:
        if not self._orders.full():
            self._orders.put_nowait(what)

    async def _end_all(self, first: WorkerProcess) -> None:
        self._is_ending = True
        for worker in (self._active, self._spare, first):
            if worker is not None and not worker.gone.is_set():
                await worker.end()


async def _first(*events: asyncio.Event, timeout_s: float) -> None:
    """Wait until one of the events is set, or time is up."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _fault(worker: WorkerProcess, otherwise: str) -> CallcenterError:
    """Return the worker's own error again, as the class it was."""
    if worker.fault is None:
        return TelephonyError(otherwise, remedy="Its log says more.")
    kind = getattr(errors, worker.fault["kind"], TelephonyError)
    try:
        error = kind(worker.fault["what"], remedy=worker.fault["remedy"])
    except TypeError:
        error = TelephonyError(worker.fault["what"], remedy=worker.fault["remedy"])
    return error if isinstance(error, CallcenterError) else TelephonyError(worker.fault["what"])
