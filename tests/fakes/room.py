"""A LiveKit room without a server: events as the SDK's, real audio tracks of this process, requests written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from livekit import rtc

RATE_HZ = 16_000


@dataclass
class FakePublication:
    track: Any = None
    kind: int = rtc.TrackKind.KIND_AUDIO
    is_subscribed: bool = False
    on_subscribed: Callable[[], None] = lambda: None

    def set_subscribed(self, subscribed: bool) -> None:
        self.is_subscribed = subscribed
        self.on_subscribed()


@dataclass
class FakeParticipant:
    identity: str
    kind: int = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    attributes: dict[str, str] = field(default_factory=dict)
    track_publications: dict[str, FakePublication] = field(default_factory=dict)
    disconnect_reason: int | None = None
    state: int = rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
    sid: str = "PA_fake"


class FakeLocalParticipant:
    """Our side: what was published and sent, and the RPC methods others may call."""

    def __init__(self) -> None:
        self.identity = "agent"
        self.tracks: list[Any] = []
        self.digits: list[tuple[int, str]] = []
        self.data: list[tuple[str, list[str], str]] = []
        self.methods: dict[str, Callable[[rtc.RpcInvocationData], Awaitable[str]]] = {}
        self.fails_to_publish = False

    async def publish_track(self, track: Any, options: Any) -> None:
        if self.fails_to_publish:
            raise rtc.participant.PublishTrackError("no")
        self.tracks.append(track)

    async def publish_dtmf(self, *, code: int, digit: str) -> None:
        self.digits.append((code, digit))

    async def publish_data(
        self, payload: str, *, reliable: bool, destination_identities: list[str], topic: str
    ) -> None:
        self.data.append((payload, destination_identities, topic))

    def register_rpc_method(self, name: str, handler: Any) -> None:
        self.methods[name] = handler

    def unregister_rpc_method(self, name: str) -> None:
        self.methods.pop(name, None)


class FakeRoom(rtc.EventEmitter[str]):
    """A connected room."""

    def __init__(self, name: str = "call-1") -> None:
        super().__init__()
        self.name = name
        self.local_participant = FakeLocalParticipant()
        self.remote_participants: dict[str, FakeParticipant] = {}
        self.is_there = True

    def isconnected(self) -> bool:
        return self.is_there

    def add(self, participant: FakeParticipant) -> FakeParticipant:
        self.remote_participants[participant.identity] = participant
        self.emit("participant_connected", participant)
        self.emit("participant_active", participant)
        return participant

    def publish(self, participant: FakeParticipant, track: Any) -> FakePublication:
        """The participant publishes audio; `track_subscribed` comes once somebody subscribes."""
        publication = FakePublication()

        def on_subscribed() -> None:
            publication.track = track
            self.emit("track_subscribed", track, publication, participant)

        publication.on_subscribed = on_subscribed
        participant.track_publications[f"TR_{len(participant.track_publications)}"] = publication
        self.emit("track_published", publication, participant)
        return publication

    def remove(self, participant: FakeParticipant, reason: int) -> None:
        del self.remote_participants[participant.identity]
        participant.disconnect_reason = reason
        self.emit("participant_disconnected", participant)


class Speaker:
    """A participant's microphone: a real track of this process, so what is said travels through the real SDK."""

    def __init__(self) -> None:
        self.source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=1000)
        self.track = rtc.LocalAudioTrack.create_audio_track("caller", self.source)

    async def say(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), 640):
            packet = pcm[start : start + 640]
            await self.source.capture_frame(
                rtc.AudioFrame(data=packet, sample_rate=RATE_HZ, num_channels=1, samples_per_channel=len(packet) // 2)
            )

    async def aclose(self) -> None:
        await self.source.aclose()
