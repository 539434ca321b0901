"""Supervisors in the room: the port's way to a call that LiveKit carries, at the call's end.

A supervisor's client is a participant whose token carries the attribute `callcenter.role=supervisor` and doesn't let
them change attributes (`canUpdateOwnMetadata`): who may, could have promoted themselves, and is refused. They step in
by RPC to the agent: `callcenter.watch`, `.hear`, `.stop_hearing`, `.say` {"text"}, `.whisper` {"text"}, `.take_over`,
`.give_back`, `.transfer` {"to"} (one of the settings' destinations), `.hang_up`; the first of them gives them a place.
What happens comes to those who have one as data on the topic `callcenter.events`: `call_id` and what
`domain.supervision.to_json` makes. They hear the parties' tracks themselves. Their own track is heard by the agent
alone, which hands it on to the caller once they have taken over.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession

from callcenter.calls.context import CallContext
from callcenter.calls.supervision.supervised_call import Seat, SupervisedCall
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import Fact, SupervisorOutcome
from callcenter.domain.supervision import SUPERVISOR_HZ, Step, to_json
from callcenter.errors import SupervisorRefused
from callcenter.log import logger
from callcenter.tasks import cancel

log = logger(__name__)

EVENTS_TOPIC = "callcenter.events"
METHOD = "callcenter."
ROLE = "callcenter.role"
SUPERVISOR = "supervisor"
#: RPC error codes (1001-1999 are an application's own).
NOT_ALLOWED, BAD_REQUEST, FAILED = 1403, 1400, 1500
_CODES = {SupervisorOutcome.NOT_ALLOWED: NOT_ALLOWED, SupervisorOutcome.BAD_REQUEST: BAD_REQUEST}
_PUBLISH_TIMEOUT_S = 5.0
#: Seconds until the room knows a participant who publishes nothing: livekit-server tells of them every 3 s only
#: (pkg/rtc/room.go: subscriberUpdateInterval, v1.9.12).
INTRODUCED_S = 4.0
#: Longest wait for the last facts to be sent.
_FLUSH_S = 5.0


class Supervision:
    """One call's link to the supervisors in its room. `accompany` is run_call's companion, `tell` its `on_fact`."""

    def __init__(self, room: rtc.Room, call: Call) -> None:
        self._room = room
        self._call_id = call.call_id
        self._call = SupervisedCall()
        self._seats: dict[str, Seat] = {}
        self._opening = asyncio.Lock()
        self._showing: dict[str, asyncio.Task[None]] = {}
        self._voices: dict[str, asyncio.Task[None]] = {}
        room.on("participant_disconnected", self._on_left)
        room.on("track_published", self._on_published)
        room.on("track_subscribed", self._on_subscribed)

    def tell(self, fact: Fact) -> None:
        """Show a fact to the supervisors. Never waits."""
        self._call.tell(fact)

    async def accompany(self, session: AgentSession[CallContext], context: CallContext) -> None:
        """Take the supervisors' steps and show them what is said, until the call ends."""
        me = self._room.local_participant
        for step in Step:
            me.register_rpc_method(f"{METHOD}{step}", self._guarded(step))
        try:
            await self._call.accompany(session, context)
        finally:
            for step in Step:
                me.unregister_rpc_method(f"{METHOD}{step}")

    async def flush(self) -> None:
        """Send what is left: the facts of the call's end come after its companion has stopped."""
        self._call.close()
        if showing := list(self._showing.values()):
            _, late = await asyncio.wait(showing, timeout=_FLUSH_S)
            await cancel(*late, *self._voices.values())
        self._room.off("participant_disconnected", self._on_left)
        self._room.off("track_published", self._on_published)
        self._room.off("track_subscribed", self._on_subscribed)

    # -- steps --------------------------------------------------------------------------------------------------------

    def _guarded(self, step: Step) -> Callable[[rtc.RpcInvocationData], Awaitable[str]]:
        async def serve(request: rtc.RpcInvocationData) -> str:
            identity = request.caller_identity
            if not _is_supervisor(await self._introduced(identity)):
                log.warning("supervisor_request_refused", method=step.value)
                self._call.refuse(_person(identity), step)
                raise rtc.RpcError(NOT_ALLOWED, "only supervisors may do this")
            try:
                return json.dumps(await self._carry_out(identity, step, request.payload))
            except SupervisorRefused as error:
                outcome = SupervisorOutcome(error.outcome)
                told = {"what": error.what, "remedy": error.remedy, "outcome": outcome.value}
                raise rtc.RpcError(_CODES.get(outcome, FAILED), error.what, json.dumps(told)) from error

        return serve

    async def _carry_out(self, identity: str, step: Step, payload: str) -> dict[str, Any]:
        async with self._opening:
            if (seat := self._seats.get(identity)) is None:
                seat = self._seats[identity] = await self._call.sit_down(_person(identity))
                self._showing[identity] = self._own(self._show(identity, seat))
        if step is Step.WATCH:
            return {}
        if step is Step.LEAVE:
            self._leave(identity)
            return {}
        try:
            arguments = json.loads(payload or "{}")
        except ValueError:
            arguments = None
        answer = await self._call.step(seat, step, arguments if isinstance(arguments, dict) else {"": payload})
        if step is Step.TAKE_OVER:
            self._listen_to(identity)
        elif step is Step.GIVE_BACK:
            self._listen_no_more(identity)
        return answer

    def _leave(self, identity: str) -> None:
        self._listen_no_more(identity)
        if (seat := self._seats.pop(identity, None)) is not None:
            self._call.leave(seat)

    def _on_left(self, who: rtc.RemoteParticipant) -> None:
        self._leave(who.identity)

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

    # -- what they see ------------------------------------------------------------------------------------------------

    async def _show(self, identity: str, seat: Seat) -> None:
        async for seen in seat.seen:
            if not self._room.isconnected():
                return
            payload = {"call_id": self._call_id, **to_json(seen)}
            try:
                async with asyncio.timeout(_PUBLISH_TIMEOUT_S):
                    await self._room.local_participant.publish_data(
                        json.dumps(payload, ensure_ascii=False, default=str),
                        reliable=True,
                        destination_identities=[identity],
                        topic=EVENTS_TOPIC,
                    )
            except (TimeoutError, rtc.participant.PublishDataError) as error:
                log.warning("supervisor_event_lost", error=type(error).__name__)

    # -- their voice --------------------------------------------------------------------------------------------------

    def _listen_to(self, identity: str) -> None:
        """Ask for the track of a supervisor who has taken over; there may be none yet."""
        who = self._room.remote_participants.get(identity)
        for publication in who.track_publications.values() if who is not None else ():
            self._on_published(publication, who)

    def _on_published(self, publication: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant | None) -> None:
        seat = self._seats.get(who.identity) if who is not None else None
        if seat is not None and seat.has_caller and publication.kind == rtc.TrackKind.KIND_AUDIO:
            publication.set_subscribed(True)

    def _on_subscribed(self, track: rtc.Track, _: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant) -> None:
        if (seat := self._seats.get(who.identity)) is None or track.kind != rtc.TrackKind.KIND_AUDIO:
            return
        if (before := self._voices.pop(who.identity, None)) is not None:
            before.cancel()
        self._voices[who.identity] = self._own(self._hand_on(track, seat))

    def _listen_no_more(self, identity: str) -> None:
        if (voice := self._voices.pop(identity, None)) is not None:
            voice.cancel()
        who = self._room.remote_participants.get(identity)
        for publication in who.track_publications.values() if who is not None else ():
            if publication.kind == rtc.TrackKind.KIND_AUDIO:
                publication.set_subscribed(False)

    async def _hand_on(self, track: rtc.Track, seat: Seat) -> None:
        stream = rtc.AudioStream.from_track(track=track, sample_rate=SUPERVISOR_HZ, num_channels=1, frame_size_ms=20)
        try:
            async for event in stream:
                self._call.speak(seat, bytes(event.frame.data.cast("B")))
        finally:
            await stream.aclose()

    def _own(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name="supervisor")
        task.add_done_callback(_note_fault)
        return task


def _person(identity: str) -> str:
    """Return who a participant is: one who is in the room twice has something behind a #."""
    return identity.partition("#")[0]


def _note_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("supervision_failed", error=type(error).__name__)


def _is_supervisor(participant: rtc.RemoteParticipant | None) -> bool:
    return (
        participant is not None
        and participant.attributes.get(ROLE) == SUPERVISOR
        and participant.kind != rtc.ParticipantKind.PARTICIPANT_KIND_SIP
        and not participant.permissions.can_update_metadata
    )
