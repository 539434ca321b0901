"""Supervisors in the room: they see the call's facts as they happen and can step in.

A supervisor's client is a participant whose token carries the attribute `callcenter.role=supervisor` and doesn't let
them change attributes (`canUpdateOwnMetadata`): who may, could have promoted themselves, and is refused. Facts go to
supervisors alone, as data on the topic `callcenter.events`: one JSON object `{"call_id", "fact", "data"}` each. They
steer by RPC to the agent: `callcenter.pause`, `callcenter.resume`, `callcenter.say` {"text"}, `callcenter.transfer`
{"to"} (one of the settings' destinations), `callcenter.hang_up`. Each of it is a fact with their identity.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Awaitable, Callable
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcenter.calls.context import CallContext
from callcenter.calls.transfer import connect_person
from callcenter.domain.call import Call
from callcenter.domain.call_event import Fact, SupervisorActed, SupervisorOutcome
from callcenter.domain.termination import EndReason
from callcenter.domain.transfer import TransferOutcome
from callcenter.log import logger

log = logger(__name__)

EVENTS_TOPIC = "callcenter.events"
ROLE = "callcenter.role"
SUPERVISOR = "supervisor"
#: RPC error codes (1001-1999 are an application's own).
NOT_ALLOWED, BAD_REQUEST, FAILED = 1403, 1400, 1500
#: Facts that may wait for the room; the oldest is dropped, since the call log has them all.
_MAX_WAITING = 256
_PUBLISH_TIMEOUT_S = 5.0
#: Seconds until the room knows a participant who publishes nothing: livekit-server tells of them every 3 s only
#: (pkg/rtc/room.go: subscriberUpdateInterval, v1.9.12).
INTRODUCED_S = 4.0
_MAX_IDENTITY = 100


class _NotTransferred(Exception):
    """The caller is still with us."""

    def __init__(self, outcome: TransferOutcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class _NotListed(Exception):
    """A supervisor asked for a destination that isn't among the settings'."""


class _Say(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1, max_length=1000)


class _Transfer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(min_length=1, max_length=200)


class Supervision:
    """One call's link to the supervisors in its room. `accompany` is run_call's companion, `tell` its `on_fact`."""

    def __init__(self, room: rtc.Room, call: Call) -> None:
        self._room = room
        self._call = call
        self._facts: asyncio.Queue[Fact] = asyncio.Queue(_MAX_WAITING)
        self._dropped = 0
        self._is_paused = False
        self._hanging_up: asyncio.Task[None] | None = None

    def tell(self, fact: Fact) -> None:
        """Queue a fact for the supervisors. Never waits."""
        if self._facts.full():
            self._facts.get_nowait()
            self._dropped += 1
        self._facts.put_nowait(fact)

    async def accompany(self, session: AgentSession[CallContext], context: CallContext) -> None:
        """Answer the supervisors' requests and send them the facts, until the call ends."""
        me = self._room.local_participant
        methods = {
            "pause": self._pause,
            "resume": self._resume,
            "say": self._say,
            "transfer": self._transfer,
            "hang_up": self._hang_up,
        }
        for name, method in methods.items():
            me.register_rpc_method(f"callcenter.{name}", self._guarded(name, method, session, context))
        try:
            while True:
                await self._publish(await self._facts.get())
        finally:
            for name in methods:
                me.unregister_rpc_method(f"callcenter.{name}")
            if self._dropped:
                log.warning("supervisor_events_dropped", count=self._dropped)

    async def flush(self) -> None:
        """Send what is left: the facts of the call's end come after its companion has stopped."""
        while not self._facts.empty():
            await self._publish(self._facts.get_nowait())

    def _supervisors(self) -> list[str]:
        return [who.identity for who in self._room.remote_participants.values() if _is_supervisor(who)]

    async def _publish(self, fact: Fact) -> None:
        if not (supervisors := self._supervisors()) or not self._room.isconnected():
            return
        payload = {"call_id": self._call.call_id, "fact": type(fact).__name__, "data": dataclasses.asdict(fact)}
        try:
            async with asyncio.timeout(_PUBLISH_TIMEOUT_S):
                await self._room.local_participant.publish_data(
                    json.dumps(payload, ensure_ascii=False, default=str),
                    reliable=True,
                    destination_identities=supervisors,
                    topic=EVENTS_TOPIC,
                )
        except (TimeoutError, rtc.participant.PublishDataError) as error:
            log.warning("supervisor_event_lost", error=type(error).__name__)

    def _guarded(
        self,
        name: str,
        method: Callable[[str, AgentSession[CallContext], CallContext], Awaitable[dict[str, Any]]],
        session: AgentSession[CallContext],
        context: CallContext,
    ) -> Callable[[rtc.RpcInvocationData], Awaitable[str]]:
        async def serve(request: rtc.RpcInvocationData) -> str:
            outcome = SupervisorOutcome.ERROR
            try:
                if not _is_supervisor(await self._introduced(request.caller_identity)):
                    outcome = SupervisorOutcome.NOT_ALLOWED
                    log.warning("supervisor_request_refused", method=name)
                    raise rtc.RpcError(NOT_ALLOWED, "only supervisors may do this")
                answer = await method(request.payload, session, context)
                outcome = SupervisorOutcome.OK
                return json.dumps(answer)
            except ValidationError as error:
                outcome = SupervisorOutcome.BAD_REQUEST
                raise rtc.RpcError(BAD_REQUEST, f"{name}: the payload is not what this method takes") from error
            except _NotListed as error:
                outcome = SupervisorOutcome.NOT_ALLOWED
                raise rtc.RpcError(NOT_ALLOWED, "the destination is not on the list") from error
            except _NotTransferred as error:
                outcome = SupervisorOutcome(error.outcome.value)
                raise rtc.RpcError(FAILED, "the transfer failed", json.dumps({"reason": outcome})) from error
            finally:
                context.record(
                    SupervisorActed(
                        identity=request.caller_identity[:_MAX_IDENTITY],
                        method=name,
                        outcome=outcome,
                        at_ms=context.elapsed_ms(),
                    )
                )

        return serve

    async def _introduced(self, identity: str) -> rtc.RemoteParticipant | None:
        """Return a participant once the room knows them; None if it doesn't in time."""
        came = asyncio.Event()

        def on_connected(_: rtc.RemoteParticipant) -> None:
            came.set()

        self._room.on("participant_connected", on_connected)
        try:
            async with asyncio.timeout(INTRODUCED_S):
                while (found := self._room.remote_participants.get(identity)) is None:
                    await came.wait()
                    came.clear()
                return found
        except TimeoutError:
            return None
        finally:
            self._room.off("participant_connected", on_connected)

    async def _pause(self, _: str, session: AgentSession[CallContext], __: CallContext) -> dict[str, Any]:
        """The agent falls silent and hears nothing until `resume`."""
        self._is_paused = True
        session.input.set_audio_enabled(False)
        await session.interrupt(force=True)
        return {"paused": True}

    async def _resume(self, _: str, session: AgentSession[CallContext], __: CallContext) -> dict[str, Any]:
        self._is_paused = False
        session.input.set_audio_enabled(True)
        return {"paused": False}

    async def _say(self, payload: str, session: AgentSession[CallContext], _: CallContext) -> dict[str, Any]:
        session.say(_Say.model_validate_json(payload).text)
        return {"ok": True}

    async def _transfer(self, payload: str, _: AgentSession[CallContext], context: CallContext) -> dict[str, Any]:
        destination = _Transfer.model_validate_json(payload).to
        settings = context.settings
        if destination not in (*settings.worker.supervisor_destinations, settings.sip.person):
            raise _NotListed
        outcome = await connect_person(context, destination, reason="supervisor")
        if outcome is not TransferOutcome.TRANSFERRED:
            raise _NotTransferred(outcome)
        return {"outcome": outcome}

    async def _hang_up(self, _: str, __: AgentSession[CallContext], context: CallContext) -> dict[str, Any]:
        # Not waited for: before the room is sure to be empty the call may be over and its journal closed, and then
        # there would be neither the fact of this act nor an answer.
        self._hanging_up = asyncio.create_task(context.leg.hang_up(EndReason.AGENT_HUNG_UP), name="supervisor-hang-up")
        return {"ok": True}


def _is_supervisor(participant: rtc.RemoteParticipant | None) -> bool:
    return (
        participant is not None
        and participant.attributes.get(ROLE) == SUPERVISOR
        and participant.kind != rtc.ParticipantKind.PARTICIPANT_KIND_SIP
        and not participant.permissions.can_update_metadata
    )
