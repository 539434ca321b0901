"""One job: one room, one caller, one call. Runs in a process of its own, or in a thread of the worker's process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from livekit.agents import AutoSubscribe, JobContext, JobProcess
from opentelemetry import trace

from callcenter import metrics
from callcenter.calls.record.recording import recording_opener
from callcenter.calls.run_call import run_call
from callcenter.calls.services import Services
from callcenter.calls.transfer.reachable_number import reachable_number
from callcenter.cost import use_prices
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.record.call_event import Fact, LegAnswered, Tagged, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.matching import RoutingOutcome
from callcenter.errors import CallcenterError, LegGone, ModelUnavailable, TransferFailed
from callcenter.log import bind_call, configure_logging, logger
from callcenter.runtime import JobParts, Loaded, load, open_services
from callcenter.settings import Settings
from callcenter.telemetry import call_span, close_telemetry, note_fact, open_telemetry
from callcenter.telephony.livekit.attributes import JobMetadata, call_from_room, known_agent, read_job_metadata
from callcenter.telephony.livekit.job.dialer import Dialer
from callcenter.telephony.livekit.job.leg import RoomLeg
from callcenter.telephony.livekit.job.opening_hours import judge_hours, record_refusal, told_calendar
from callcenter.telephony.livekit.job.participant import is_served, wait_for_caller
from callcenter.telephony.livekit.lost_call import put_down_lost
from callcenter.telephony.livekit.starting import Starts
from callcenter.telephony.livekit.supervision.supervision import Supervision

log = logger(__name__)

#: Under these names `prewarm` leaves what it loaded, and the worker's starts, in the job's process.
USERDATA = "callcenter"
STARTS = "callcenter-starts"
#: Identity of a party that we rang.
DIALLED_IDENTITY = "sip_dialled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a process is ready with before its first job."""

    settings: Settings
    loaded: Loaded
    telemetry: Any = None


class _Process:
    """What this process has prepared, whichever thread asks."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.prepared: Prepared | None = None


_process = _Process()


async def prepare(settings: Settings, shared: JobParts | None = None) -> Prepared:
    """Load this process's models. On the main thread: LiveKit's plugins register themselves there.

    `shared` is what the worker's process has made ready for all its jobs.

    Raises:
        CallcenterError: agents or models can't be loaded.
    """
    use_prices(settings.prices_file)
    loaded = await load(settings, speech=True, has_room=True, shared=shared)
    if loaded.speech is not None:
        # Jobs run on loops of their own and open their own connections.
        await loaded.speech.aclose_here()
    _process.prepared = Prepared(
        settings=settings,
        loaded=loaded,
        telemetry=open_telemetry(settings.otel_endpoint, service="callcenter-worker"),
    )
    return _process.prepared


def prewarm(
    process: JobProcess, *, settings: Settings, shared: JobParts | None = None, starts: Starts | None = None
) -> None:
    """Make a job's process (or thread) ready before its job comes: livekit-agents' `setup_fnc`.

    `shared` is what the worker's process has made ready; None makes it ready here. Calls that start go first.
    """
    configure_logging(settings.log)
    process.userdata[STARTS] = starts
    with _process.lock:
        if (prepared := _process.prepared) is None:
            with starts.loading() if starts is not None else nullcontext():
                prepared = asyncio.run(prepare(settings, shared))
        process.userdata[USERDATA] = prepared


async def serve_job(ctx: JobContext) -> None:
    """Serve one job: join the room, wait for the caller, run the call, leave. livekit-agents' entrypoint."""
    prepared: Prepared = ctx.proc.userdata[USERDATA]
    settings = prepared.settings
    try:
        async with open_services(
            settings, speech=True, loaded=prepared.loaded, pool_size=settings.worker.pool_size
        ) as services:
            await serve_room(ctx, services)
        metrics.note_journal_lag()
    except LegGone as error:
        log.info("no_caller", what=error.what)
    except Exception as error:
        what = str(error) if isinstance(error, CallcenterError) else ""
        log.error("job_failed", error=type(error).__name__, what=what)
        # Whoever rings would ring on: nobody else comes into this room.
        await put_down_lost(
            settings, room=ctx.job.room.name, metadata=ctx.job.metadata, reason=EndReason.INTERNAL_ERROR
        )
        raise
    finally:
        _has_started(ctx)
        if prepared.telemetry is not None:
            await asyncio.to_thread(prepared.telemetry.force_flush, 2_000)
        ctx.shutdown(reason="call ended")


async def serve_room(ctx: JobContext, services: Services) -> None:
    """Serve the caller of a job's room, or refuse them outside the rule's hours.

    Raises:
        LegGone: nobody came, or another agent serves them.
        TransferFailed: the number to dial wasn't reached, or is none that we ring.
        ModelUnavailable: the process has no speech models.
    """
    settings = services.settings
    speech = services.speech
    if speech is None:
        raise ModelUnavailable("No speech models are loaded.", remedy="Check CALLCENTER_MODELS__STT and __TTS.")
    # Nothing is subscribed by itself: supervisors may talk in the room, and the agent must hear the caller alone.
    await ctx.connect(auto_subscribe=AutoSubscribe.SUBSCRIBE_NONE)
    metadata = read_job_metadata(ctx.job.metadata)
    dialer = Dialer(settings, room=ctx.room.name)
    try:
        identity = await _dialled(dialer, metadata, settings)
        caller = await wait_for_caller(ctx.room, timeout_s=settings.worker.participant_timeout_s, identity=identity)
        if await is_served(ctx.room, is_second=bool(metadata.again_for)):
            raise LegGone("Another agent serves the room.")
        call = call_from_room(
            room=ctx.room.name, attributes=caller.attributes, metadata=metadata, agents=services.agent_names
        )
        call = replace(call, calendar=told_calendar(metadata))
        bind_call(call.call_id)
        if identity is None:
            # A party that we rang has answered already; hours are for callers.
            found = judge_hours(call, metadata)
            if found.outcome is RoutingOutcome.REJECT:
                await dialer.put_down(caller.identity)
                record_refusal(call, found, services.journal)
                ctx.tagger.add(f"disposition:{Disposition.REFUSED.value}")
                return
            agent = known_agent(found.agent, services.agent_names)
            call = replace(call, agent=agent, closed_message=found.closed_message)
        leg = RoomLeg(
            ctx.room,
            caller.identity,
            line=dialer,
            open_audio=speech.open_audio,
            noise_cancellation=speech.room_noise_cancellation(),
            open_recording=recording_opener(call, settings),
            audio_timeout_s=settings.worker.participant_timeout_s,
        )
        await converse(ctx, call, leg, services)
        await leg.until_parted()
    finally:
        await dialer.aclose()


async def converse(ctx: JobContext, call: Call, leg: RoomLeg, services: Services) -> None:
    """Run the call with its supervisors, tags and trace; the job's shutdown ends it as drained."""

    async def on_shutdown(reason: str) -> None:
        await leg.hang_up(EndReason.DRAIN_TIMEOUT)

    ctx.add_shutdown_callback(on_shutdown)
    supervision = Supervision(ctx.room, call)
    with call_span(call) as span:
        await run_call(call, leg, services, companion=supervision.accompany, on_fact=_listener(ctx, span, supervision))
        await supervision.flush()


def _has_started(ctx: JobContext) -> None:
    """Let the next call start on this worker."""
    starts: Starts | None = ctx.proc.userdata.get(STARTS)
    if starts is not None:
        starts.end(ctx.job.id)


def _listener(ctx: JobContext, span: trace.Span, supervision: Supervision) -> Callable[[Fact], None]:
    def on_fact(fact: Fact) -> None:
        note_fact(span, fact)
        supervision.tell(fact)
        metrics.note_journal_lag()
        if isinstance(fact, LegAnswered):
            _has_started(ctx)
        elif isinstance(fact, Tagged):
            ctx.tagger.add(fact.tag)
        elif isinstance(fact, WrappedUp):
            ctx.tagger.add(f"disposition:{fact.disposition.value}")

    return on_fact


async def _dialled(dialer: Dialer, metadata: JobMetadata, settings: Settings) -> str | None:
    """Ring the number a job is for and return its participant's identity; None if the job waits for a caller.

    Whoever holds the API key can start jobs: the settings say which numbers they can have us pay for.
    """
    if not metadata.dial:
        return None
    try:
        number = reachable_number(metadata.dial, country=settings.calls.country, regions=settings.worker.dial_regions)
    except ValueError as error:
        log.warning("dial_refused", reason=str(error))
        raise TransferFailed(
            f"The number in the dispatch's `dial` isn't rung ({error}).",
            reason=TransferOutcome.REFUSED,
            remedy="Ring people in the regions of CALLCENTER_WORKER__DIAL_REGIONS.",
        ) from error
    await dialer.dial(number, identity=DIALLED_IDENTITY, ring_s=settings.sip.transfer_timeout_s)
    return DIALLED_IDENTITY


def let_go() -> None:
    """Send the traces that wait. Called as the worker's process ends."""
    if _process.prepared is not None:
        close_telemetry(_process.prepared.telemetry)
