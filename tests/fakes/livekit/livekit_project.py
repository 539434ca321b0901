"""A LiveKit project for tests: rooms, agent dispatch, workers and phones around the SIP service's trunks and rules.

It does what livekit-server 1.9.12 and livekit-sip of 2026-02-24 (a7d527a) were seen to do in the contract tests, which
run on both (tests/contract):

- a rule's agents are dispatched when a room is *made*: a call into a room that is there already brings nobody;
- a room outlives its last caller by `departure_timeout`; agents in it don't count;
- without a worker that takes it, a dispatch has no job, and nobody is told;
- the phone is answered once an agent's track is there, not when somebody hears the caller; `sip.callStatus` is
  "ringing" until then and "active" from then on;
- a caller who is put down while it rings hears 486, whatever the reason (livekit-sip 1.11.0 too, pkg/sip/inbound.go);
- an agent whose process was killed stands in the room for another 16 s and more, and its job's status, like that of
  every job that has ended, stays "running" in what the API lists: the room has the copy that came with the worker's
  yes;
- fields that the server doesn't know are kept and given back (`LiveKitSipServer.version`).
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import jwt
from aiohttp import web
from google.protobuf.message import Message
from livekit import rtc
from livekit.protocol import agent, agent_dispatch, models, room, sip

from callcenter.domain.routing.trunk_matching import matches_number
from tests.fakes.livekit.livekit_participant_server import REQUESTS, Refusal
from tests.fakes.livekit.livekit_phone import FakePhone
from tests.fakes.livekit.livekit_sip_server import LiveKitSipServer
from tests.fakes.livekit.room import FakeParticipant, FakeRoom

#: Seconds for which a killed agent's participant stays (16-24 seen).
GHOST_S = 16.0
#: Seconds for which a room outlives its last caller: `room.departure_timeout` of infra/livekit/livekit.yaml.
DEPARTURE_S = 5.0
AGENT, PHONE = models.ParticipantInfo.Kind.AGENT, models.ParticipantInfo.Kind.SIP


class JobTaker(Protocol):
    """A registered worker."""

    agent_name: str

    def may_take(self) -> bool:
        """Say yes to a job, or leave it to others."""

    def take(self, job: agent.Job) -> None:
        """Begin it."""


@dataclass
class LiveRoom:
    """One room as the server has it."""

    name: str
    inside: dict[str, models.ParticipantInfo] = field(default_factory=dict)
    dispatches: list[agent_dispatch.AgentDispatch] = field(default_factory=list)
    #: What each agent sees of the room, and the phones in it, by identity.
    views: dict[str, FakeRoom] = field(default_factory=dict)
    phones: dict[str, FakePhone] = field(default_factory=dict)
    closing: asyncio.TimerHandle | None = None
    #: Told of each agent that has left.
    on_agent_left: list[Callable[[str], None]] = field(default_factory=list)


class LiveKitProject:
    """The project. `url` is set once it listens; `workers` are those registered."""

    def __init__(self) -> None:
        self.sip = LiveKitSipServer(version="1.9.12")
        self.url = ""
        self.rooms: dict[str, LiveRoom] = {}
        self.workers: list[JobTaker] = []
        #: Who answers where a REFER leads: the SIP status of the INVITE that it makes.
        self.reached: dict[str, int] = {}
        #: Keys of processes that were killed: nothing more is heard of them.
        self.revoked: set[str] = set()
        self._ids = itertools.count(1)
        self._handlers: dict[str, Callable[[Any], Message | Refusal]] = {
            "ListRooms": self._list_rooms,
            "ListParticipants": self._list_participants,
            "ListDispatch": self._list_dispatch,
            "CreateDispatch": lambda asked: self._dispatch(self.rooms[asked.room], asked.agent_name, asked.metadata),
            "DeleteRoom": self._delete_room,
            "RemoveParticipant": self._remove_participant,
            "TransferSIPParticipant": self._transfer,
            "CreateSIPParticipant": self._dial,
        }

    # -- phones ---------------------------------------------------------------

    def invite(self, number: str, caller: str) -> FakePhone:
        """Take an INVITE to livekit-sip as the trunks and rules say."""
        phone = FakePhone(number=number, caller=caller)
        trunk = next((one for one in self.sip.inbound.values() if matches_number(number, list(one.numbers))), None)
        rule = next(
            (one for one in self.sip.rules.values() if trunk is not None and trunk.sip_trunk_id in one.trunk_ids), None
        )
        if trunk is None or rule is None:
            phone.over("404 Not Found")
            return phone
        found = self._room_of(rule, number, caller)
        if found.closing is not None:
            found.closing.cancel()
            found.closing = None
        identity = f"sip_{caller}"
        attributes = {
            "sip.phoneNumber": caller,
            "sip.trunkPhoneNumber": number,
            "sip.trunkID": trunk.sip_trunk_id,
            "sip.ruleID": rule.sip_dispatch_rule_id,
            "sip.callID": f"SCL_{next(self._ids)}",
            "sip.callStatus": "ringing",
            **rule.attributes,
        }
        phone.participant = FakeParticipant(identity, attributes=attributes)
        found.phones[identity] = phone
        found.inside[identity] = models.ParticipantInfo(
            sid=f"PA_{next(self._ids)}", identity=identity, kind=PHONE, attributes=attributes
        )
        phone.on_hang_up = lambda: self._leave(found, identity, rtc.DisconnectReason.CLIENT_INITIATED)
        phone.on_digit = lambda digit: self._tell_digit(found, phone, digit)
        for view in found.views.values():
            self._show(view, phone)
        return phone

    def _room_of(self, rule: sip.SIPDispatchRuleInfo, number: str, caller: str) -> LiveRoom:
        kind = rule.rule.WhichOneof("rule")
        given = getattr(rule.rule, kind or "")
        if kind == "dispatch_rule_direct":
            name = given.room_name
        elif kind == "dispatch_rule_callee":
            name = "_".join([given.room_prefix, number, *([f"{next(self._ids):06d}"] if given.randomize else [])])
        else:
            # A server of 1.9.12 knows no `no_randomness`.
            name = "_".join([given.room_prefix, caller, f"{next(self._ids):06d}"])
        if name not in self.rooms:
            made = self.rooms[name] = LiveRoom(name)
            for asked in rule.room_config.agents:
                self._dispatch(made, asked.agent_name, asked.metadata)
        return self.rooms[name]

    def _show(self, view: FakeRoom, phone: FakePhone) -> None:
        assert phone.participant is not None
        view.add(phone.participant)
        view.publish(phone.participant, phone.mouth.track)

    def _tell_digit(self, of: LiveRoom, phone: FakePhone, digit: str) -> None:
        for view in of.views.values():
            view.emit("sip_dtmf_received", rtc.SipDTMF(code=0, digit=digit, participant=phone.participant))  # type: ignore[arg-type]

    def _leave(self, of: LiveRoom, identity: str, reason: int, status: str = "486 Rejected") -> None:
        phone = of.phones.pop(identity, None)
        if phone is None:
            return
        del of.inside[identity]
        phone.over("" if phone.answered_at_s is not None else status)
        for view in of.views.values():
            view.remove(phone.participant, reason)
        if not of.phones and of.closing is None and of.name in self.rooms:
            of.closing = asyncio.get_running_loop().call_later(DEPARTURE_S, self.close, of)

    def close(self, of: LiveRoom, reason: int = rtc.DisconnectReason.ROOM_CLOSED) -> None:
        self.rooms.pop(of.name, None)
        for identity in list(of.phones):
            self._leave(of, identity, reason)
        for view in of.views.values():
            view.is_there = False
            view.emit("disconnected", reason)
        of.views.clear()

    # -- agents ---------------------------------------------------------------

    def _dispatch(self, of: LiveRoom, agent_name: str, metadata: str) -> agent_dispatch.AgentDispatch:
        one = agent_dispatch.AgentDispatch(
            id=f"AD_{next(self._ids)}", agent_name=agent_name, metadata=metadata, room=of.name
        )
        of.dispatches.append(one)
        taker = next((who for who in self.workers if who.agent_name == agent_name and who.may_take()), None)
        if taker is not None:
            job = agent.Job(
                id=f"AJ_{next(self._ids)}", dispatch_id=one.id, room=models.Room(name=of.name), metadata=metadata
            )
            job.state.status = agent.JobStatus.JS_RUNNING
            job.state.participant_identity = f"agent-{job.id}"
            one.state.jobs.append(job)
            taker.take(job)
        return one

    def join(self, job: agent.Job) -> FakeRoom:
        """Bring a job's agent into its room and return what it sees."""
        of, identity = self.rooms[job.room.name], f"agent-{job.id}"
        view = of.views[identity] = FakeRoom(of.name)
        of.inside[identity] = models.ParticipantInfo(identity=identity, kind=AGENT)
        for phone in of.phones.values():
            self._show(view, phone)
        # livekit-sip answers once it has subscribed to somebody's track.
        view.local_participant.on_published = lambda track: self._answer(of, track)
        return view

    def _answer(self, of: LiveRoom, track: rtc.LocalAudioTrack) -> None:
        for identity, phone in of.phones.items():
            phone.hear(track)
            active = {"sip.callStatus": "active"}
            of.inside[identity].attributes.update(active)
            assert phone.participant is not None
            phone.participant.attributes.update(active)
            for view in of.views.values():
                view.emit("participant_attributes_changed", active, phone.participant)

    def ended(self, job: agent.Job) -> None:
        """A job is over; its agent leaves."""
        if (of := self.rooms.get(job.room.name)) is not None:
            self._forget_agent(of, f"agent-{job.id}")

    def killed(self, job: agent.Job, key: str) -> None:
        """A job's process was killed: nothing more is heard of it, and its agent stays for a while."""
        self.revoked.add(key)
        of, identity = self.rooms[job.room.name], f"agent-{job.id}"
        if (view := of.views.pop(identity, None)) is not None:
            for phone in of.phones.values():
                phone.lose(view.local_participant.tracks)
        asyncio.get_running_loop().call_later(GHOST_S, self._forget_agent, of, identity)

    def _forget_agent(self, of: LiveRoom, identity: str) -> None:
        of.inside.pop(identity, None)
        of.views.pop(identity, None)
        for listener in of.on_agent_left:
            listener(identity)

    # -- the API --------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one Twirp request about rooms, dispatch and participants; trunks and rules go to the SIP server."""
        method = request.match_info["method"]
        if method not in self._handlers:
            return await self.sip.handle(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        key = jwt.decode(token, options={"verify_signature": False})["iss"]
        if key in self.revoked:
            return Refusal("unauthenticated").response()
        answer = self._handlers[method](REQUESTS[method][0].FromString(await request.read()))
        if isinstance(answer, Refusal):
            return answer.response()
        return web.Response(body=answer.SerializeToString(), content_type="application/protobuf")

    def _list_rooms(self, _: Any) -> Message:
        # How many are in a room is counted every 5 s (livekit-server 1.9.12, roomUpdateInterval): nobody at first.
        return room.ListRoomsResponse(rooms=[models.Room(name=one.name) for one in self.rooms.values()])

    def _list_participants(self, asked: room.ListParticipantsRequest) -> Message | Refusal:
        if asked.room not in self.rooms:
            return Refusal("not_found")
        return room.ListParticipantsResponse(participants=list(self.rooms[asked.room].inside.values()))

    def _list_dispatch(self, asked: agent_dispatch.ListAgentDispatchRequest) -> Message | Refusal:
        if asked.room not in self.rooms:
            return Refusal("not_found")
        return agent_dispatch.ListAgentDispatchResponse(agent_dispatches=self.rooms[asked.room].dispatches)

    def _delete_room(self, asked: room.DeleteRoomRequest) -> Message | Refusal:
        if asked.room not in self.rooms:
            return Refusal("not_found")
        self.close(self.rooms[asked.room], rtc.DisconnectReason.ROOM_DELETED)
        return room.DeleteRoomResponse()

    def _remove_participant(self, asked: room.RoomParticipantIdentity) -> Message | Refusal:
        of = self.rooms.get(asked.room)
        if of is None or asked.identity not in of.inside:
            return Refusal("not_found")
        if asked.identity in of.phones:
            self._leave(of, asked.identity, rtc.DisconnectReason.PARTICIPANT_REMOVED)
        else:
            self._forget_agent(of, asked.identity)
        return room.RemoveParticipantResponse()

    def _transfer(self, asked: sip.TransferSIPParticipantRequest) -> Message | Refusal:
        of = self.rooms.get(asked.room_name)
        if of is None or asked.participant_identity not in of.phones:
            return Refusal("not_found")
        if not of.phones[asked.participant_identity].follows_transfers:
            return Refusal("unavailable", 405, "STR_REJECTED", status=503)
        status = self.reached[asked.transfer_to]
        if status != 200:
            return Refusal("unavailable", status, "STR_REJECTED", status=503)
        self._leave(of, asked.participant_identity, rtc.DisconnectReason.CLIENT_INITIATED)
        return sip.TransferSIPParticipantResponse()

    def _dial(self, asked: sip.CreateSIPParticipantRequest) -> Message | Refusal:
        of = self.rooms.get(asked.room_name)
        if of is None or asked.sip_trunk_id not in self.sip.outbound:
            return Refusal("not_found")
        status = self.reached[asked.sip_call_to]
        if status != 200:
            return Refusal("unavailable", status, status=503)
        identity, attributes = asked.participant_identity, dict(asked.participant_attributes)
        of.inside[identity] = models.ParticipantInfo(identity=identity, kind=PHONE, attributes=attributes)
        for view in of.views.values():
            view.add(FakeParticipant(identity, attributes=attributes))
        return sip.SIPParticipantInfo(participant_identity=identity, room_name=of.name)


@asynccontextmanager
async def livekit_project() -> AsyncIterator[LiveKitProject]:
    """Run the project on a free port of 127.0.0.1 while the block runs."""
    project = LiveKitProject()
    app = web.Application()
    app.router.add_post("/twirp/{service}/{method}", project.serve)
    app.router.add_get("/agent", project.sip.register)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    project.url = project.sip.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield project
    finally:
        for one in list(project.rooms.values()):
            if one.closing is not None:
                one.closing.cancel()
            project.close(one)
        project.sip.release()
        await runner.cleanup()
