"""One worker as the parent sees it: start it, give it orders, hear what it says, know when it is gone."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from callcenter.domain.record.call_event import CallStarted, WrappedUp
from callcenter.log import logger
from callcenter.telephony.embedded.calls.call_limits import CallLimits
from callcenter.telephony.embedded.entry.place import Place
from callcenter.telephony.embedded.process.fork_server import Forked, ForkServer
from callcenter.telephony.embedded.process.scratch import make_scratch, note_worker
from callcenter.telephony.embedded.process.worker_link import WorkerEvent, WorkerOrder, read_event

log = logger(__name__)

#: Seconds a worker gets to end by itself once told to; then it is killed.
END_TIMEOUT_S = 15.0


class WorkerProcess:
    """A worker's process. `on_event` sees each of its messages; `gone` is set when it has ended.

    It is heard from its start to its end by a task of its own, whatever becomes of those who listen: a worker that
    nobody reads stops at a full pipe, and one whose end nobody sees is waited for without end.
    """

    def __init__(
        self,
        process: Forked,
        scratch: str,
        on_event: Callable[[WorkerProcess, dict[str, Any]], None],
        limits: CallLimits,
    ) -> None:
        #: The child; it ends by itself once its input is closed.
        self.process = process
        self._scratch = scratch
        self._on_event = on_event
        self._limits = limits
        self._limited: set[str] = set()
        self.gone = asyncio.Event()
        self.is_ready = asyncio.Event()
        self.is_serving = asyncio.Event()
        #: The worker's own word why it ended, if it had one: kind, what and remedy.
        self.fault: Mapping[str, str] | None = None
        #: Calls that have begun and aren't wrapped up.
        self.open_calls: set[str] = set()
        #: Their Call-IDs in SIP.
        self.sip_call_ids: dict[str, str] = {}
        self.was_told_to_end = False
        self._hearing = asyncio.create_task(self._hear())

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self.process.pid

    @staticmethod
    async def start(
        fork_server: ForkServer, on_event: Callable[[WorkerProcess, dict[str, Any]], None], *, limits: CallLimits
    ) -> WorkerProcess:
        """Start a worker, which waits for `prepare`.

        `limits` are asked for each of its calls, and are those of the other workers, too.

        Raises:
            TelephonyError: what workers load ahead can't be loaded.
        """
        scratch = await asyncio.to_thread(make_scratch)
        process = await fork_server.fork()
        note_worker(scratch, process.pid)
        return WorkerProcess(process, scratch, on_event, limits)

    def prepare(self, settings: Mapping[str, Any]) -> None:
        """Tell the worker to load, with settings beside the environment's."""
        self.order(WorkerOrder.PREPARE, settings=dict(settings), scratch=self._scratch)

    def serve(self, place: Place, *, replaced: Mapping[str, int], lost_calls: int) -> None:
        """Tell the loaded worker to take calls at a place, and what its metrics begin with."""
        self.order(WorkerOrder.SERVE, place=asdict(place), replaced=dict(replaced), lost_calls=lost_calls)

    def order(self, do: WorkerOrder, **facts: Any) -> None:
        """Send an order; one that can't be delivered is noticed by `watch`."""
        if not self.process.stdin.is_closing():
            self.process.stdin.write(json.dumps({"do": do, **facts}).encode() + b"\n")

    async def watch(self) -> int:
        """Wait until the worker is gone; return its exit status."""
        return await asyncio.shield(self._hearing)

    async def end(self, *, timeout_s: float = END_TIMEOUT_S) -> None:
        """Tell the worker to hang up and end; kill it if it doesn't."""
        self.was_told_to_end = True
        self.order(WorkerOrder.STOP)
        try:
            await asyncio.wait_for(self.gone.wait(), timeout_s)
        except TimeoutError:
            self.kill()
            await self.gone.wait()

    def kill(self) -> None:
        """End the worker's process at once."""
        self.process.kill()

    # -- inside ---------------------------------------------------------------

    async def _hear(self) -> int:
        """Take what the worker says until it is gone; return its exit status."""
        while True:
            try:
                event = await read_event(self.process.stdout)
            except ValueError:
                log.error("worker_not_understood", pid=self.pid, remedy="A line of it was no JSON, or too long.")
                continue
            if event is None:
                break
            try:
                self._on_event_of_worker(event)
            except Exception as error:
                # One message is lost, as a line for the operator; the worker, its calls and the next message aren't.
                log.error("worker_event_failed", pid=self.pid, error=type(error).__name__)
        status = await self.process.wait()
        for call_id in self._limited:
            self._limits.end(call_id)
        await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)
        self.gone.set()
        return status

    def _on_event_of_worker(self, event: dict[str, Any]) -> None:
        match WorkerEvent(event["event"]):
            case WorkerEvent.READY:
                self.is_ready.set()
            case WorkerEvent.SERVING:
                self.is_serving.set()
            case WorkerEvent.CALL if event["fact"] == CallStarted.__name__:
                self.open_calls.add(event["call_id"])
                self.sip_call_ids[event["call_id"]] = event.get("sip_call_id", "")
            case WorkerEvent.CALL if event["fact"] == WrappedUp.__name__:
                self.open_calls.discard(event["call_id"])
                self.sip_call_ids.pop(event["call_id"], None)
            case WorkerEvent.LIMIT:
                self._limited.add(call_id := event["call_id"])
                reason = self._limits.begin(call_id, caller=event["caller"], dialled=event["dialled"])
                self.order(WorkerOrder.LIMIT, call_id=call_id, reason=reason or "")
            case WorkerEvent.OVER:
                self._limited.discard(event["call_id"])
                self._limits.end(event["call_id"])
            case WorkerEvent.FAULT:
                self.fault = event
        self._on_event(self, event)
