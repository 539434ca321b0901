"""Keeps a worker serving at each place, and one spare loaded. If a worker dies or leaks, the spare takes over.

The parent imports nothing heavy, so it starts at once and holds no call's fate: a crash of the SIP stack takes
one worker along, whose calls the next one closes in the log. Several workers stand behind one SIP address.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from callcenter import errors
from callcenter.errors import CallcenterError, TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings, SipSettings
from callcenter.tasks import TaskGroup
from callcenter.telephony.embedded.calls.call_limits import CallLimits
from callcenter.telephony.embedded.entry.place import has_entry, inside_settings, places
from callcenter.telephony.embedded.entry.sip_entry import SipEntry, entry_options
from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.embedded.process.scratch import sweep
from callcenter.telephony.embedded.process.serve_tally import ServeTally
from callcenter.telephony.embedded.process.station import Station
from callcenter.telephony.embedded.process.worker_link import WorkerEvent, WorkerOrder
from callcenter.telephony.embedded.process.worker_process import WorkerProcess
from callcenter.telephony.embedded.supervision.place import forget_place

log = logger(__name__)

#: In the data folder; the second worker's is serve-tally-2.json.
TALLY_FILE = "serve-tally.json"
#: Folder in the data folder for the files of the Kamailio in front of several workers.
ENTRY_FOLDER = "entry"
WORKER_MODULE = "callcenter.telephony.embedded.process.worker"
#: Seconds a worker gets to load. A first start takes half a minute, and minutes where others keep every processor busy;
#: one that dies is noticed at once, so that this is only for one that hangs.
LOAD_TIMEOUT_S = 600.0
#: Seconds after which the operator hears that a worker is still loading, again and again.
LOAD_NOTICE_S = 30.0
#: Seconds a loaded worker gets to take the port.
SERVE_TIMEOUT_S = 20.0
#: Workers lost within this many seconds of one another slow their replacement down.
CRASH_WINDOW_S = 60.0


class Parent:
    """The parent's story.

    Args:
        settings: The parent's settings.
        overrides: Settings the workers get beside the environment's.
        open_database: Yields the URL of Postgres; open as long as there are workers.
        say: Gets lines for the operator.
        on_serving: Told each time all workers take calls, with the numbers they take and whose calls (None: any).
        worker_module: What a worker runs.
        fork_server: Forks the workers, of that module, and goes on without them; by default it ends with the parent.
        keeps_spare: Keep a loaded worker beside those that serve. Without it a lost one takes longer to replace.

    Raises:
        CallcenterError: several workers can't be had with these settings.
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
        fork_server: ForkServer | None = None,
        keeps_spare: bool = True,
    ) -> None:
        self._settings = settings
        self._overrides = dict(overrides)
        self._open_database = open_database
        self._on_serving = on_serving
        self._tell_operator = say
        self._keeps_spare = keeps_spare
        sip = SipSettings.model_validate({**settings.sip.model_dump(), **self._overrides.get("sip", {})})
        #: Where workers serve, by place.
        self.stations = tuple(
            Station(place, ServeTally.load(settings.data_dir / file), recycle_rss_mb=sip.recycle_rss_mb)
            for place, file in zip(places(sip, settings.metrics_port), tally_files(sip.workers), strict=True)
        )
        #: What shares calls out among several workers, if it is ours.
        self.entry: SipEntry | None = None
        if has_entry(sip):
            folder = settings.data_dir / ENTRY_FOLDER
            options = entry_options(sip, [station.place for station in self.stations], folder)
            self.entry = SipEntry(options, folder, say=self._say)
            self._overrides["sip"] = {**self._overrides.get("sip", {}), **inside_settings(sip)}
        self._own_fork_server = ForkServer(worker_module, self._overrides)
        self._fork_server = fork_server or self._own_fork_server
        self._limits = CallLimits(sip)
        self._workers: set[WorkerProcess] = set()
        #: The worker that takes the place of the next one lost; it may be loading still.
        self.spare: WorkerProcess | None = None
        self._group: TaskGroup | None = None
        self._is_ending = False
        self._losses: list[float] = []
        self._takes: tuple[list[str] | None, list[str] | None] = (None, None)
        #: Stations whose worker is gone, and None once all is over.
        self._orders: asyncio.Queue[Station | None] = asyncio.Queue(maxsize=2 * len(self.stations) + 2)
        #: Set while calls are taken.
        self.is_serving = asyncio.Event()

    async def run(self) -> None:
        """Serve until `drain` or `stop` has been asked for and done.

        Raises:
            CallcenterError: a first worker couldn't load or take its port; nothing is left running.
        """
        await asyncio.to_thread(sweep)
        async with AsyncExitStack() as stack:
            self._group = await stack.enter_async_context(TaskGroup())
            stack.push_async_callback(self._own_fork_server.aclose)
            stack.push_async_callback(self._end_all)
            # Importing takes seconds: it begins while Postgres starts.
            beginning = asyncio.gather(*(self._begin() for _ in self.stations))
            stack.callback(beginning.cancel)
            # What is in the embedded Postgres is ours to fill; a Postgres somebody named is theirs. A worker can't tell
            # the one from the other by its URL.
            if self._settings.sample_data == "auto":
                self._overrides["sample_data"] = "off" if self._settings.database_url.get_secret_value() else "on"
            self._overrides["database_url"] = await stack.enter_async_context(self._open_database())
            if self.entry is not None:
                stack.push_async_callback(self.entry.end)
            # Once more, so that workers end before Postgres does, and before nobody carries their last words out.
            stack.push_async_callback(self._end_all)
            await self._serve_first(await beginning)
            await self._keep_spare()
            while (station := await self._orders.get()) is not None:
                if station.worker is None:
                    await self._replace(station)

    def drain(self) -> None:
        """Let running calls finish and refuse new ones; asked again, hang up."""
        is_second = self._is_ending
        self._is_ending = True
        self.is_serving.clear()
        if is_second:
            self._say("Hanging up.")
        else:
            self._say("Draining: running calls may finish, new ones are refused. Once more to hang up.")
        told = [station.worker for station in self.stations if station.worker is not None]
        for worker in told:
            worker.was_told_to_end = True
            worker.order(WorkerOrder.STOP if is_second else WorkerOrder.DRAIN)
        if not told:
            self._order(None)

    # -- inside ---------------------------------------------------------------

    async def _begin(self) -> WorkerProcess:
        """Start a worker's process, which waits to be told with what settings to load."""
        worker = await WorkerProcess.start(self._fork_server, self._hear, limits=self._limits)
        self._workers.add(worker)
        if self._group is not None:
            self._group.create_task(self._watch(worker))
        return worker

    async def _start(self) -> WorkerProcess:
        worker = await self._begin()
        worker.prepare(self._overrides)
        return worker

    async def _keep_spare(self) -> None:
        """Have a spare load; without one calls are taken all the same."""
        if not self._keeps_spare or self._is_ending:
            return
        try:
            self.spare = await self._start()
        except CallcenterError as error:
            log.error("spare_failed", error=error.what, remedy=error.remedy)

    async def _serve_first(self, workers: Sequence[WorkerProcess]) -> None:
        """Have all places taken, and then the callers let in."""
        # All at once: whichever comes first brings Postgres up to date, under a lock.
        for worker in workers:
            worker.prepare(self._overrides)
        for station, worker in zip(self.stations, workers, strict=True):
            await self._await_ready(worker)
            if self._is_ending:
                return
            await self._promote(station, worker)
        if self.entry is not None and self._group is not None:
            await self.entry.start()
            self._group.create_task(self.entry.keep())
        self._tell_serving()

    async def _await_ready(self, worker: WorkerProcess) -> None:
        ends_at = time.monotonic() + LOAD_TIMEOUT_S
        while (left_s := ends_at - time.monotonic()) > 0:
            await _first(worker.is_ready, worker.gone, timeout_s=min(left_s, LOAD_NOTICE_S))
            if worker.is_ready.is_set():
                return
            if worker.gone.is_set():
                raise _fault(worker, "The worker ended while it loaded.")
            # Not by `say`: the first thing that programs read of `serve --json` is that calls are taken.
            log.warning("worker_still_loading", pid=worker.pid)
        raise _fault(worker, f"The worker didn't load within {LOAD_TIMEOUT_S / 60:.0f} minutes.")

    async def _promote(self, station: Station, worker: WorkerProcess) -> None:
        station.give(worker)
        await _first(worker.is_serving, worker.gone, timeout_s=SERVE_TIMEOUT_S)
        if not worker.is_serving.is_set():
            station.worker = None
            raise _fault(worker, "The worker didn't take the port.")
        station.taken()
        if self._is_ending:
            worker.was_told_to_end = True
            worker.order(WorkerOrder.DRAIN)

    async def _replace(self, station: Station) -> None:
        """A station's worker is gone: the spare takes its place, and a new spare is loaded."""
        await self._slow_down()
        for _ in range(3):
            spare, self.spare = self.spare, None
            try:
                spare = spare or await self._start()
                await self._await_ready(spare)
                await self._promote(station, spare)
                break
            except CallcenterError as error:
                log.error("spare_failed", error=error.what, remedy=error.remedy)
                if spare is not None:
                    await spare.end()
        else:
            raise TelephonyError("No worker could be started.", remedy="The log above says why.")
        self._say(f"Calls are taken again (worker {spare.pid}).")
        self._tell_serving()
        await self._keep_spare()

    def _tell_serving(self) -> None:
        """Say that calls are taken, once they are at all places."""
        if self._is_ending or not all(station.worker is not None for station in self.stations):
            return
        self.is_serving.set()
        try:
            self._on_serving(*self._takes)
        except Exception as error:
            log.error("operator_not_told", error=type(error).__name__)

    async def _slow_down(self) -> None:
        now_s = time.monotonic()
        self._losses = [*(lost_s for lost_s in self._losses if now_s - lost_s < CRASH_WINDOW_S), now_s]
        if len(self._losses) > 5:
            log.error("workers_keep_dying", lost=len(self._losses))
            await asyncio.sleep(min(2.0 ** (len(self._losses) - 5), 30.0))

    async def _watch(self, worker: WorkerProcess) -> None:
        status = await worker.watch()
        self._workers.discard(worker)
        if (station := self._station_of(worker)) is not None:
            station.worker = None
            if self.entry is not None:
                await self.entry.forget(worker.sip_call_ids.values())
            if not any(one.worker is not None for one in self.stations):
                self.is_serving.clear()
            if not self._is_ending:
                if not worker.was_told_to_end:
                    station.tally.count("crash", worker.open_calls)
                    log.error("worker_lost", pid=worker.pid, status=status, calls=len(worker.open_calls))
                    self._say(f"Worker {worker.pid} died (status {status}); its calls are closed as server errors.")
                self._order(station)
            elif not any(one.worker is not None for one in self.stations):
                self._order(None)
        elif worker is self.spare:
            self.spare = None
            if not self._is_ending:
                log.error("spare_lost", pid=worker.pid, status=status)
        await asyncio.to_thread(forget_place, self._settings, worker.pid)

    def _station_of(self, worker: WorkerProcess) -> Station | None:
        return next((station for station in self.stations if station.worker is worker), None)

    def _hear(self, worker: WorkerProcess, event: dict[str, Any]) -> None:
        station = self._station_of(worker)
        if event["event"] == WorkerEvent.CALL:
            if station is not None:
                station.heard(event)
            self._say(f"{event['call_id'][-8:]}  {event['line']}")
        elif event["event"] == WorkerEvent.REGISTRATION:
            how = "" if event["status"] == 200 else f" failed ({event['status'] or 'no answer'})"
            self._say(f"Registration with {event['registrar']}{how}.")
        elif event["event"] == WorkerEvent.NUMBERS and station is self.stations[0]:
            self._say("The routing that `apply` has put in force is served now.")
        elif event["event"] == WorkerEvent.SERVING:
            self._takes = (event["numbers"], event["callers"])
        elif event["event"] == WorkerEvent.HEALTH and station is not None:
            self._check_health(station, worker, event)

    def _check_health(self, station: Station, worker: WorkerProcess, health: Mapping[str, Any]) -> None:
        """Replace a worker that leaks, once it has no calls: the spare is serving within a second."""
        reason = station.why_replace(health)
        has_spare = self.spare is not None and self.spare.is_ready.is_set()
        # One after the other: there is one spare.
        is_next = not any(one.worker is None or one.worker.was_told_to_end for one in self.stations)
        if reason and has_spare and is_next:
            log.warning(
                "worker_replaced", reason=reason, pid=worker.pid, leaked=health["leaked"], rss_mb=health["rss_mb"]
            )
            worker.was_told_to_end = True
            station.tally.count("leak")
            worker.order(WorkerOrder.DRAIN)

    def _say(self, line: str) -> None:
        """Tell the operator; one who can't be told keeps nobody from draining or replacing a worker."""
        try:
            self._tell_operator(line)
        except Exception as error:
            log.error("operator_not_told", error=type(error).__name__)

    def _order(self, station: Station | None) -> None:
        if not self._orders.full():
            self._orders.put_nowait(station)

    async def _end_all(self) -> None:
        self._is_ending = True
        await asyncio.gather(*(worker.end() for worker in list(self._workers)))


def tally_files(workers: int) -> list[str]:
    """Return the names of the workers' tallies, in the data folder."""
    name, dot, kind = TALLY_FILE.rpartition(".")
    return [TALLY_FILE, *(f"{name}-{number}{dot}{kind}" for number in range(2, workers + 1))]


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
