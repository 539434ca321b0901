"""The room of a fake project as a supervisor's client sees it, joined to what the agent sees of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from livekit import rtc

from callcenter.bench.load.loopback_room import LoopbackRoom
from tests.fakes.livekit.livekit_project import LiveRoom
from tests.fakes.livekit.room import FakeParticipant, FakeRoom


class SupervisorRoom(LoopbackRoom):
    """A connected room with the agent and the phones in it. A track is heard by those it may be heard by."""

    def __init__(self, of: LiveRoom, identity: str) -> None:
        super().__init__(of.name)
        ((agent, view),) = of.views.items()
        self.view: FakeRoom = view
        self.me = FakeParticipant(
            identity,
            kind=rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD,
            attributes={"callcenter.role": "supervisor"},
        )
        self.local_participant: Any = _Client(self, agent)
        self._agent = FakeParticipant(agent, kind=rtc.ParticipantKind.PARTICIPANT_KIND_AGENT)
        self.introduce(self._agent)
        for track in view.local_participant.tracks:
            self.publish(self._agent, track)
        for phone in of.phones.values():
            assert phone.participant is not None
            caller = self.introduce(FakeParticipant(phone.participant.identity))
            self.publish(caller, phone.mouth.track)
        before = view.local_participant.on_data

        def on_data(payload: str, identities: list[str], topic: str) -> None:
            before(payload, identities, topic)
            if identity in identities:
                packet = SimpleNamespace(data=payload.encode(), topic=topic, participant=self._agent)
                self.emit("data_received", packet)

        view.local_participant.on_data = on_data
        of.on_agent_left.append(lambda _: self.remove(self._agent, rtc.DisconnectReason.CLIENT_INITIATED))
        view.introduce(self.me)

    async def disconnect(self) -> None:
        """Leave."""
        if self.me.identity in self.view.remote_participants:
            self.view.remove(self.me, rtc.DisconnectReason.CLIENT_INITIATED)


class _Client:
    """A supervisor's side of the room."""

    def __init__(self, room: SupervisorRoom, agent: str) -> None:
        self._room = room
        self._agent = agent
        self._listeners: list[str] | None = None

    def set_track_subscription_permissions(
        self, *, allow_all_participants: bool, participant_permissions: list[rtc.ParticipantTrackPermission]
    ) -> None:
        self._listeners = (
            None if allow_all_participants else [one.participant_identity for one in participant_permissions]
        )

    async def publish_track(self, track: Any, options: Any) -> None:
        # Whom else it may be heard by would hear it: the phone.
        assert self._listeners == [self._agent]
        self._room.view.publish(self._room.me, track)

    async def perform_rpc(
        self, *, destination_identity: str, method: str, payload: str, response_timeout: float
    ) -> str:
        handler = self._room.view.local_participant.methods.get(method)
        if destination_identity != self._agent or handler is None:
            raise rtc.RpcError(rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD, "Method not supported at destination")
        return await handler(
            rtc.RpcInvocationData(
                request_id="1",
                caller_identity=self._room.me.identity,
                payload=payload,
                response_timeout=response_timeout,
            )
        )
