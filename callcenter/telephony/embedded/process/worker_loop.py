"""The process that holds the SIP stack and the calls. Started, watched and replaced by `parent`.

It loads everything, says `ready`, and waits: only when told to serve, and where, does it take a SIP port. It ends with
`os._exit`, since the stack can't be closed safely.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import uvloop

from callcenter import metrics
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.host_port import is_loopback
from callcenter.domain.record.call_event import CallStarted, Fact
from callcenter.domain.record.fact_words import fact_words
from callcenter.errors import CallcenterError, DeclarationError
from callcenter.log import configure_logging, logger, outlive_readers
from callcenter.settings import Settings, load_settings_without_agents
from callcenter.tasks import TaskGroup
from callcenter.telephony.embedded.calls.pacer import Pacer
from callcenter.telephony.embedded.calls.parts import Parts
from callcenter.telephony.embedded.calls.reception import Reception
from callcenter.telephony.embedded.calls.shared_limits import SharedLimits
from callcenter.telephony.embedded.certificate import tls_files
from callcenter.telephony.embedded.entry.place import Place
from callcenter.telephony.embedded.port_check import addresses_beyond_loopback, split_bind
from callcenter.telephony.embedded.process.health import report_health
from callcenter.telephony.embedded.process.worker_link import ParentLink, WorkerEvent, WorkerOrder
from callcenter.telephony.embedded.stack.sip_stack import SipStack
from callcenter.telephony.embedded.stack.stack_port import ProviderAccount, StackOptions
from callcenter.telephony.embedded.stack.trace_keeper import TraceKeeper

log = logger(__name__)

#: New objects after which the collector looks at the young ones. Its own 700 come up with each turn of a call, and next
#: to nothing of them is garbage.
YOUNG_OBJECTS = 10_000

OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]


class Worker:
    """One worker's life, from `prepare` to its end."""

    def __init__(self, link: ParentLink, settings: Settings, parts: Parts) -> None:
        self._link = link
        self._settings = settings
        self._parts = parts
        self._pacer = Pacer(on_late=metrics.audio_was_late)
        self._stack: SipStack | None = None
        self._registered: dict[str, int] = {}
        self._orders: asyncio.Queue[WorkerOrder] = asyncio.Queue(maxsize=16)
        #: Kept by the parent, for all its workers.
        self.limits = SharedLimits(
            begins=partial(link.send, WorkerEvent.LIMIT), ends=partial(link.send, WorkerEvent.OVER)
        )
        self._sip_messages = TraceKeeper(settings.sip_traces_dir) if settings.sip.trace_days else None
        self._reception = Reception(
            settings, parts, pacer=self._pacer, limits=self.limits, tell=self._tell, sip_messages=self._sip_messages
        )

    async def serve(self, place: Place) -> None:
        """Take the place's ports and the calls until told to end. Returns when the last call has ended.

        Raises:
            PortInUse, TelephonyError: the stack can't start.
        """
        settings = self._settings
        host, port = split_bind(place.bind)
        stack = SipStack(
            StackOptions(
                host=host,
                port=port,
                audio_from=addresses_beyond_loopback() if settings.sip.edge and is_loopback(host) else (),
                rtp_ports=place.rtp_ports,
                rtp_timeout_s=settings.sip.rtp_timeout_s,
                headers=(*settings.sip.headers, settings.sip.attestation_header),
                codecs=settings.sip.codecs,
                tls=tls_files(settings.sip),
            ),
            on_invite=self._reception.on_invite,
            on_refused=self._reception.on_refused,
            on_dead=partial(os._exit, 70),
            on_registration=self._registration_changed,
            on_unreadable=metrics.sip_packets_unreadable,
            on_message=self._sip_messages.keep if self._sip_messages is not None else None,
        )
        await stack.start()
        self._stack = stack
        try:
            async with self._parts.open_desk():
                await self._serve_calls(stack, place)
        finally:
            stack.leave()
            if self._sip_messages is not None:
                await asyncio.to_thread(self._sip_messages.close)

    async def _serve_calls(self, stack: SipStack, place: Place) -> None:
        """Have calls come in until told to end, and the last one end."""
        await stack.serve_numbers(self._parts.admission.numbers, encryption=self._parts.admission.encryption)
        await stack.listen()
        await self._register(stack)
        metrics.calls_limited(self._settings.sip.max_calls)
        if place.metrics_port:
            metrics.start_metrics(place.metrics_port)
        numbers, callers = self._parts.admission.numbers, self._parts.admission.callers
        self._link.send(
            WorkerEvent.SERVING,
            pid=os.getpid(),
            numbers=None if numbers is None else sorted(numbers),
            callers=None if callers is None else sorted(callers),
        )
        # A worker that was killed has left calls open in the journal: close them in the log.
        await self._parts.journal.replay()
        await self._run(stack)

    def order(self, what: WorkerOrder) -> None:
        """Take an order: DRAIN, STOP or ORPHANED."""
        if not self._orders.full():
            self._orders.put_nowait(what)

    async def _run(self, stack: SipStack) -> None:
        async with TaskGroup() as group:
            beside = [
                group.create_task(self._pacer.run()),
                group.create_task(
                    report_health(
                        stack,
                        calls=lambda: self._reception.active,
                        send=lambda health: self._link.send(WorkerEvent.HEALTH, **health),
                    )
                ),
            ]
            draining: asyncio.Task[None] | None = None
            while (order := await self._next_order(draining)) is WorkerOrder.DRAIN:
                draining = group.create_task(self._reception.drain(timeout_s=self._settings.sip.drain_timeout_s))
            if order is WorkerOrder.STOP:
                await self._reception.hang_up_all(EndReason.DRAIN_TIMEOUT)
            elif order is WorkerOrder.ORPHANED:
                await self._reception.hang_up_all(EndReason.WORKER_LOST)
            for task in (*beside, *([draining] if draining is not None else [])):
                task.cancel()

    async def _next_order(self, draining: asyncio.Task[None] | None) -> WorkerOrder:
        """Return the next order, or DRAINED once the calls have finished."""
        waiting = asyncio.ensure_future(self._orders.get())
        try:
            await asyncio.wait(
                [waiting, draining] if draining is not None else [waiting], return_when=asyncio.FIRST_COMPLETED
            )
            return waiting.result() if waiting.done() else WorkerOrder.DRAINED
        finally:
            waiting.cancel()

    async def _register(self, stack: SipStack) -> None:
        """Register with the settings' provider and those of the routing; a changed password needs a new worker."""
        accounts = [
            ProviderAccount(
                user=one.auth.username,
                password=one.auth.password,
                registrar=one.registrar,
                transport=one.transport,
                interval_s=one.interval_s,
            )
            for one in self._parts.admission.registrations
        ]
        sip = self._settings.sip
        if sip.register_user and sip.registrar:
            accounts.append(
                ProviderAccount(
                    user=sip.register_user,
                    password=sip.register_password.get_secret_value(),
                    registrar=sip.registrar,
                    transport=sip.register_transport,
                    interval_s=sip.register_interval_s,
                )
            )
        for account in accounts:
            if sip.workers > 1:
                # The provider would call this one worker, past the entry.
                log.error("not_registered", registrar=account.registrar, remedy="Serve with one worker.")
            else:
                await stack.register(account)

    async def follow_routing(self) -> None:
        """Keep up with the routing, from before the port is taken: a spare serves what is in force by then."""
        if self._parts.routing_changed is None:
            return
        while True:
            await self._parts.routing_changed()
            if self._stack is None:
                continue
            await self._stack.serve_numbers(self._parts.admission.numbers, encryption=self._parts.admission.encryption)
            await self._register(self._stack)
            log.info("routing_changed")
            self._link.send(WorkerEvent.NUMBERS)

    def _registration_changed(self, registrar: str, status: int) -> None:
        """Say it when it changes: the stack registers again every few minutes."""
        if self._registered.get(registrar) == status:
            return
        self._registered[registrar] = status
        if status == 200:
            log.info("registered", registrar=registrar)
        else:
            log.error(
                "registration_failed", registrar=registrar, status=status, remedy="Check registrar, user and password."
            )
        self._link.send(WorkerEvent.REGISTRATION, registrar=registrar, status=status)

    def _tell(self, call_id: str, fact: Fact) -> None:
        if (words := fact_words(fact)) is not None and words.open is not None:
            sip = {"sip_call_id": fact.sip_call_id} if isinstance(fact, CallStarted) else {}
            self._link.send(WorkerEvent.CALL, call_id=call_id, line=words.open, fact=type(fact).__name__, **sip)


async def run(link: ParentLink, open_parts: OpenParts) -> None:
    """Live one worker's life."""
    await link.connect()
    prepare = await link.receive()
    if prepare is None or prepare["do"] != WorkerOrder.PREPARE:
        # The parent is gone, or has found out that there is nothing to serve with.
        return
    # The stack leaves a folder behind when it is killed; the parent removes this one with all in it.
    tempfile.tempdir = prepare["scratch"]
    # Those whom a fork server forks go on even if the folder is gone: their agents were read by it.
    settings = load_settings_without_agents(**prepare["settings"])
    configure_logging(settings.log)
    async with open_parts(settings) as parts:
        # What is loaded now stays: the collector needn't look at it during calls.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
        link.send(WorkerEvent.READY, pid=os.getpid())
        await _obey(link, Worker(link, settings, parts))


async def _obey(link: ParentLink, worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    serving: asyncio.Task[None] | None = None
    async with TaskGroup() as group:
        for number, order in ((signal.SIGTERM, WorkerOrder.DRAIN), (signal.SIGINT, WorkerOrder.STOP)):
            loop.add_signal_handler(number, worker.order, order)
        place: asyncio.Future[Place] = loop.create_future()
        orders = group.create_task(_read_orders(link, worker, place))
        following = group.create_task(worker.follow_routing())
        serving = group.create_task(worker.serve(await place))
        try:
            await serving
        finally:
            orders.cancel()
            following.cancel()


async def _read_orders(link: ParentLink, worker: Worker, place: asyncio.Future[Place]) -> None:
    while (message := await link.receive()) is not None:
        match WorkerOrder(message["do"]):
            case WorkerOrder.SERVE:
                metrics.workers_replaced(message["replaced"], lost_calls=message["lost_calls"])
                place.set_result(Place(**message["place"]))
            case WorkerOrder.LIMIT:
                worker.limits.answered(message["call_id"], message["reason"])
            case order if place.done():
                worker.order(order)
            case _:
                os._exit(0)
    if not place.done():
        os._exit(0)
    worker.order(WorkerOrder.ORPHANED)


def main(open_parts: OpenParts) -> None:
    """Run a worker process to its end; never returns."""
    link = ParentLink()
    outlive_readers()
    status = 0
    try:
        uvloop.run(run(link, open_parts))
    except BaseException as error:
        status = 1
        if isinstance(error, CallcenterError):
            # A fault of the files is its whole list.
            what = str(error) if isinstance(error, DeclarationError) else error.what
            link.send(WorkerEvent.FAULT, kind=type(error).__name__, what=what, remedy=error.remedy)
        else:
            log.exception("worker_failed", error=type(error).__name__)
            link.send(
                WorkerEvent.FAULT, kind=type(error).__name__, what="The worker failed.", remedy="Its log says more."
            )
    finally:
        sys.stderr.flush()
        os._exit(status)
