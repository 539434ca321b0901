"""A supervisor who comes to a call by its LiveKit room: the port's way if LiveKit carries the call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from livekit import api, rtc

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import SupervisorOutcome
from callcenter.domain.supervision import SUPERVISOR_HZ, PartySound, Step, seen_from_json
from callcenter.errors import SupervisorRefused, TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.tasks import cancel
from callcenter.telephony.livekit.supervision.supervision import EVENTS_TOPIC, METHOD, ROLE, SUPERVISOR

log = logger(__name__)

#: Seconds a token can be used to come in.
_TOKEN_S = 60
#: Longest wait to be in the room, and for the agent to be seen there.
_CONNECT_S = 10.0
#: Longest wait for the answer to a step, beyond a transfer's ringing: the agent waits up to 4 s to know us.
_ANSWER_S = 10.0
_TRACK = "supervisor"
_FRAME_MS = 20
_QUEUE_MS = 200
_PARTIES = {
    rtc.ParticipantKind.PARTICIPANT_KIND_SIP: Speaker.CALLER,
    rtc.ParticipantKind.PARTICIPANT_KIND_AGENT: Speaker.AGENT,
}


class RoomSupervisor(CallSupervisor):
    """One supervisor in one room, which is connected with automatic subscription off."""

    def __init__(self, identity: str, room: rtc.Room, *, ring_s: float) -> None:
        super().__init__(identity)
        self._room = room
        self._ring_s = ring_s
        self._agent = ""
        self._hears = False
        self._source: rtc.AudioSource | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        room.on("data_received", self._on_data)
        room.on("track_published", self._on_published)
        room.on("track_subscribed", self._on_subscribed)
        room.on("participant_disconnected", self._on_left)
        room.on("disconnected", lambda _: self._over())

    async def begin(self) -> None:
        """Find the agent and take a place at the call.

        Raises:
            SupervisorRefused: nobody serves the room, or it wouldn't have us.
        """
        self._agent = await self._find_agent()
        await self._step(Step.WATCH, {})

    async def hear(self) -> None:
        """Begin to listen: to the caller's track and the agent's."""
        self._hears = True
        await super().hear()
        for who in self._room.remote_participants.values():
            for publication in who.track_publications.values():
                self._on_published(publication, who)

    async def stop_hearing(self) -> None:
        """Listen no more: give both tracks up, and say so."""
        self._hears = False
        for who in self._room.remote_participants.values():
            for publication in who.track_publications.values():
                if publication.kind == rtc.TrackKind.KIND_AUDIO:
                    publication.set_subscribed(False)
        await cancel(*self._tasks)
        await super().stop_hearing()

    async def take_over(self) -> None:
        """Silence the agent, and publish a track that it alone may hear, to hand it on to the caller."""
        if self._source is None:
            await self._publish()
        await super().take_over()

    async def speak(self, pcm: bytes) -> None:
        """Say something to the caller."""
        if self._source is not None:
            frame = rtc.AudioFrame(
                data=pcm, sample_rate=SUPERVISOR_HZ, num_channels=1, samples_per_channel=len(pcm) // 2
            )
            await self._source.capture_frame(frame)

    async def close(self) -> None:
        """Leave the room."""
        with suppress(SupervisorRefused):
            await self._step(Step.LEAVE, {})
        self._over()
        await cancel(*self._tasks)
        if self._source is not None:
            await self._source.aclose()
        await self._room.disconnect()

    async def _step(self, step: Step, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        timeout_s = _ANSWER_S + (self._ring_s if step is Step.TRANSFER else 0)
        try:
            answer = await self._room.local_participant.perform_rpc(
                destination_identity=self._agent,
                method=f"{METHOD}{step}",
                payload=json.dumps(dict(arguments)),
                response_timeout=timeout_s,
            )
        except rtc.RpcError as error:
            raise _refused(error) from error
        taken: Mapping[str, Any] = json.loads(answer)
        return taken

    async def _find_agent(self) -> str:
        came = asyncio.Event()

        def on_connected(_: rtc.RemoteParticipant) -> None:
            came.set()

        self._room.on("participant_connected", on_connected)
        try:
            async with asyncio.timeout(_CONNECT_S):
                while True:
                    for who in self._room.remote_participants.values():
                        if who.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT:
                            return str(who.identity)
                    await came.wait()
                    came.clear()
        except TimeoutError:
            raise SupervisorRefused(
                "No agent serves the call's room.",
                outcome=SupervisorOutcome.ERROR,
                remedy="The call may be over: `callcenter calls live` shows those that run.",
            ) from None
        finally:
            self._room.off("participant_connected", on_connected)

    async def _publish(self) -> None:
        me = self._room.local_participant
        # Before there is a track, so that no other participant, the caller's phone least of all, ever gets it.
        me.set_track_subscription_permissions(
            allow_all_participants=False,
            participant_permissions=[rtc.ParticipantTrackPermission(participant_identity=self._agent, allow_all=True)],
        )
        self._source = rtc.AudioSource(SUPERVISOR_HZ, 1, queue_size_ms=_QUEUE_MS)
        track = rtc.LocalAudioTrack.create_audio_track(_TRACK, self._source)
        await me.publish_track(track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE))

    # -- what the room says -------------------------------------------------------------------------------------------

    def _on_data(self, packet: rtc.DataPacket) -> None:
        if packet.topic != EVENTS_TOPIC or packet.participant is None or packet.participant.identity != self._agent:
            return
        row = json.loads(packet.data)
        row.pop("call_id", None)
        try:
            self._seen.put(seen_from_json(row))
        except ValueError as error:
            log.warning("supervisor_event_not_understood", error=type(error).__name__)

    def _on_published(self, publication: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant) -> None:
        if self._hears and who.kind in _PARTIES and publication.kind == rtc.TrackKind.KIND_AUDIO:
            publication.set_subscribed(True)

    def _on_subscribed(self, track: rtc.Track, _: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant) -> None:
        if self._hears and who.kind in _PARTIES and track.kind == rtc.TrackKind.KIND_AUDIO:
            task = asyncio.get_running_loop().create_task(self._listen(track, _PARTIES[who.kind]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _on_left(self, who: rtc.RemoteParticipant) -> None:
        if who.identity == self._agent:
            self._over()

    async def _listen(self, track: rtc.Track, speaker: Speaker) -> None:
        stream = rtc.AudioStream.from_track(
            track=track, sample_rate=SUPERVISOR_HZ, num_channels=1, frame_size_ms=_FRAME_MS
        )
        try:
            async for event in stream:
                pcm = bytes(event.frame.data.cast("B"))
                self._sounds.put(PartySound(speaker=speaker, pcm=pcm, rate_hz=SUPERVISOR_HZ))
        finally:
            await stream.aclose()


@asynccontextmanager
async def at_call(settings: Settings, room: str, identity: str) -> AsyncIterator[RoomSupervisor]:
    """Take a place at the call of a room, until the block ends.

    Raises:
        SupervisorRefused: nobody serves the room.
        TelephonyError: LiveKit can't be reached.
    """
    joined = rtc.Room()
    try:
        async with asyncio.timeout(_CONNECT_S):
            await joined.connect(
                settings.livekit_url, supervisor_token(settings, room, identity), rtc.RoomOptions(auto_subscribe=False)
            )
    except (TimeoutError, rtc.ConnectError) as error:
        raise TelephonyError(
            f"The call's room can't be joined ({type(error).__name__}).",
            remedy="Check LIVEKIT_URL, the key and the secret.",
        ) from error
    async with in_room(joined, identity, ring_s=settings.sip.transfer_timeout_s) as supervisor:
        yield supervisor


@asynccontextmanager
async def in_room(room: rtc.Room, identity: str, *, ring_s: float) -> AsyncIterator[RoomSupervisor]:
    """Take a place at the call of a room that was joined, and leave the room with the block's end.

    Raises:
        SupervisorRefused: nobody serves the room.
    """
    supervisor = RoomSupervisor(identity, room, ring_s=ring_s)
    try:
        await supervisor.begin()
        yield supervisor
    finally:
        await supervisor.close()


def supervisor_token(settings: Settings, room: str, identity: str) -> str:
    """Return a token for one supervisor and one room, to be used within a minute. Two tabs of one person are two."""
    grants = api.VideoGrants(room_join=True, room=room, can_publish=True, can_subscribe=True, can_publish_data=True)
    return (
        api.AccessToken(settings.livekit_api_key, settings.livekit_api_secret.get_secret_value())
        .with_identity(f"{identity}#{uuid4().hex[:6]}")
        .with_name(identity)
        .with_attributes({ROLE: SUPERVISOR})
        .with_ttl(timedelta(seconds=_TOKEN_S))
        .with_grants(grants)
        .to_jwt()
    )


def _refused(error: rtc.RpcError) -> SupervisorRefused:
    try:
        told = json.loads(error.data or "")
        return SupervisorRefused(told["what"], outcome=told["outcome"], remedy=told["remedy"])
    except (ValueError, KeyError, TypeError):
        return SupervisorRefused(f"{error.message}.", outcome=SupervisorOutcome.ERROR)
