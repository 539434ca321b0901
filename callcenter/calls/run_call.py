"""One call, from its first fact to its last. The same for a SIP leg, a LiveKit room and a typed conversation."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from livekit.agents import AgentSession

from callcenter import metrics
from callcenter.calls.beside.cards import KeysPressed, MaskedRecord
from callcenter.calls.beside.filler import Filler
from callcenter.calls.beside.keypad import Keypad
from callcenter.calls.beside.watchdog import Watchdog
from callcenter.calls.context import CallContext
from callcenter.calls.ports.leg import Leg
from callcenter.calls.services import Services
from callcenter.calls.session import build_session
from callcenter.calls.session_events import SessionEvents
from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.leg import LegEnd, LineStretch
from callcenter.domain.calls.termination import EndReason, Termination, terminate
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallStarted,
    Fact,
    HoldChanged,
    LegAnswered,
    LegEnded,
    LineWasPoor,
    Tagged,
)
from callcenter.errors import LegGone
from callcenter.log import bind_call, logger
from callcenter.tasks import TaskGroup

log = logger(__name__)

#: Longest wait for a session to release its models after the leg has ended.
CLOSE_TIMEOUT_S = 5.0
#: Holds and returns of a call that are put on record; a program can send hundreds a second.
MAX_HOLDS = 200

#: What a program may do with the running session (type into it, watch it) until the leg ends.
Companion = Callable[[AgentSession[CallContext], CallContext], Awaitable[None]]


async def run_call(
    call: Call,
    leg: Leg,
    services: Services,
    *,
    companion: Companion | None = None,
    on_fact: Callable[[Fact], None] | None = None,
) -> Termination:
    """Serve one admitted call until its leg ends, and put every fact of it on record.

    Args:
        call: The call as admission let it in.
        leg: The caller's leg, not yet answered. It is hung up in the end, whatever happens.
        services: What the process has loaded.
        companion: Runs beside the call; its end does not end the call.
        on_fact: Sees each fact once it is journaled.

    Returns:
        How the call ended. Never raises for what went wrong in the call; cancellation ends the call as drained.
    """
    bind_call(call.call_id)
    journal = services.journal.open(call.call_id)
    facts: list[Fact] = []

    def keep(fact: Fact) -> None:
        facts.append(fact)
        journal.record(fact)
        metrics.fact_recorded(fact)
        if on_fact is not None:
            on_fact(fact)

    record = MaskedRecord(keep)
    context = CallContext(
        call=call, leg=leg, pool=services.pool, settings=services.settings, record=record, facts=facts
    )
    record.context = context
    record(call_started(call))
    for tag in call.identity.tags:
        record(Tagged(tag=tag))
    metrics.call_started()
    end = LegEnd(reason=EndReason.INTERNAL_ERROR)
    try:
        end = await _serve(context, services, companion, keys=KeysPressed(context, blank=record.blank))
    except asyncio.CancelledError:
        end = LegEnd(reason=EndReason.DRAIN_TIMEOUT)
        raise
    except LegGone:
        # The caller left before we had answered.
        end = leg.ended.result() if leg.ended.done() else LegEnd(reason=EndReason.CALLER_CANCELLED)
    except Exception as error:
        log.exception("call_failed", error=type(error).__name__)
        end = LegEnd(reason=EndReason.INTERNAL_ERROR, detail=type(error).__name__)
    finally:
        try:
            await leg.hang_up(end.reason)
        except Exception as error:
            # The one place where a line could stay up unseen; what is on record goes on record all the same.
            log.error("hang_up_failed", error=type(error).__name__, remedy="The carrier's RTP timeout ends the call.")
        if leg.recording is not None and (saved := await leg.recording.close()) is not None:
            record(saved)
        termination = terminate(end.reason)
        record(LegEnded(leg=leg.name, reason=end.reason, detail=end.detail, quality=leg.quality()))
        record(CallEnded(termination=termination, at_ms=context.elapsed_ms()))
        outcome = wrap_up(facts, termination)
        record(outcome)
        journal.close()
        metrics.call_ended(
            agent=context.agent or call.agent,
            disposition=outcome.disposition,
            termination=termination,
            duration_s=context.elapsed_ms() / 1000,
        )
    return termination


async def _serve(context: CallContext, services: Services, companion: Companion | None, *, keys: KeysPressed) -> LegEnd:
    """Answer, talk until the leg ends, and return how it ended."""
    leg = context.leg
    leg.on_hold(lambda is_held: note_hold(is_held, context))
    leg.on_line(lambda stretch: _on_line(stretch, context))
    await leg.answer()
    context.record(LegAnswered(leg=leg.name, kind=leg.kind, codec=leg.codec))
    context.agent = context.call.agent
    context.record(AgentEntered(agent=context.agent, from_agent="", at_ms=context.elapsed_ms()))
    async with _session(context, services) as session, TaskGroup() as group:
        keypad = Keypad(session)
        leg.on_digit(lambda digit: _on_digit(digit, keypad, keys, context))
        beside = [group.create_task(Watchdog(session, context).run())]
        if context.speech is not None and (after_s := services.settings.models.filler_after_s):
            beside.append(group.create_task(Filler(session, context, after_s=after_s).run()))
        await session.start(services.build_agent(context.call.agent, context), record=False)
        if companion is not None:
            beside.append(group.create_task(_accompany(companion, session, context)))
        try:
            return await asyncio.shield(leg.ended)
        finally:
            keypad.close()
            keys.close()
            for task in beside:
                task.cancel()


@asynccontextmanager
async def _session(context: CallContext, services: Services) -> AsyncIterator[AgentSession[CallContext]]:
    """Yield the call's session with its observer, and close both in bounded time."""
    session = build_session(context, services)
    observer = SessionEvents(session, context)
    session.on("close", lambda event: _on_close(event, context))
    try:
        yield session
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(session.aclose(), CLOSE_TIMEOUT_S)
        observer.close()
        if context.speech is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(context.speech.aclose(), CLOSE_TIMEOUT_S)


def _on_digit(digit: str, keypad: Keypad, keys: KeysPressed, context: CallContext) -> None:
    context.heard()
    keys.press(digit)
    keypad.press(digit)


def note_hold(is_held: bool, context: CallContext) -> None:
    """Note that the caller holds us, or is back; on record for as many times as a person may."""
    context.is_held = is_held
    if sum(isinstance(fact, HoldChanged) for fact in context.facts) < MAX_HOLDS:
        context.record(HoldChanged(is_held=is_held, at_ms=context.elapsed_ms()))


def _on_line(stretch: LineStretch, context: CallContext) -> None:
    """Put poor stretches on record: of good ones a call of an hour has hundreds, and nobody would miss them."""
    if stretch.is_poor:
        loss_pct, jitter_ms = round(stretch.loss_pct, 1), round(stretch.jitter_ms, 1)
        at_ms = context.elapsed_ms()
        context.record(LineWasPoor(seconds=stretch.seconds, loss_pct=loss_pct, jitter_ms=jitter_ms, at_ms=at_ms))


def _on_close(event: object, context: CallContext) -> None:
    """A session that closes by itself has lost a model for good; the caller must not be left in silence."""
    if getattr(event, "error", None) is not None and not context.leg.ended.done():
        log.error("session_closed_by_error")
        context.leg.ended.set_result(LegEnd(reason=EndReason.MODEL_FAILED))


async def _accompany(companion: Companion, session: AgentSession[CallContext], context: CallContext) -> None:
    try:
        await companion(session, context)
    except Exception as error:
        log.exception("companion_failed", error=type(error).__name__)
        await context.leg.hang_up(EndReason.INTERNAL_ERROR)


def call_started(call: Call) -> CallStarted:
    """Return a call's first fact."""
    return CallStarted(
        caller_number=call.caller_number,
        dialled_number=call.dialled_number,
        trunk=call.trunk,
        dispatch_rule=call.dispatch_rule,
        room=call.room,
        agent=call.agent,
        language=call.language,
        sip_call_id=call.sip_call_id,
        source_address=call.source_address,
        headers=dict(call.headers),
        worker_pid=os.getpid(),
        verstat=call.identity.verstat,
        attestation=call.identity.attestation,
    )
