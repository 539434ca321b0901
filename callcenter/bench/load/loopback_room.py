"""A LiveKit room without a server, for measuring and testing: the SDK's events, and audio tracks of this process.

What is published travels through the real SDK; nothing leaves the process.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from livekit import rtc

RATE_HZ = 16_000
#: Bytes of a packet of 40 ms.
PACKET_BYTES = RATE_HZ // 25 * 2
PACKET_S = 0.04


@dataclass
class LoopbackPublication:
    """A track that a participant has published; `set_subscribed` brings it."""

    track: Any = None
    kind: int = rtc.TrackKind.KIND_AUDIO
    is_subscribed: bool = False
    on_subscribed: Callable[[], None] = lambda: None

    def set_subscribed(self, subscribed: bool) -> None:
        """Ask for the track's audio."""
        self.is_subscribed = subscribed
        if subscribed:
            self.on_subscribed()


@dataclass
class LoopbackParticipant:
    """Somebody else in the room."""

    identity: str
    kind: int = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    attributes: dict[str, str] = field(default_factory=dict)
    track_publications: dict[str, LoopbackPublication] = field(default_factory=dict)
    disconnect_reason: int | None = None
    state: int = rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
    sid: str = "PA_loopback"
    #: What the participant's token allows (`rtc.RemoteParticipant.permissions`).
    permissions: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(can_update_metadata=False))


class LoopbackLocalParticipant:
    """Our side: what was published and sent, and the RPC methods others may call."""

    def __init__(self) -> None:
        self.identity = "agent"
        self.tracks: list[Any] = []
        self.data: list[tuple[str, list[str], str]] = []
        self.methods: dict[str, Callable[[rtc.RpcInvocationData], Awaitable[str]]] = {}

    async def publish_track(self, track: Any, options: Any) -> None:
        """Take a track."""
        self.tracks.append(track)

    async def publish_data(
        self, payload: str, *, reliable: bool, destination_identities: list[str], topic: str
    ) -> None:
        """Take a message."""
        self.data.append((payload, destination_identities, topic))

    def register_rpc_method(self, name: str, handler: Any) -> None:
        """Take a method."""
        self.methods[name] = handler

    def unregister_rpc_method(self, name: str) -> None:
        """Forget a method."""
        self.methods.pop(name, None)


class LoopbackRoom(rtc.EventEmitter[str]):
    """A connected room."""

    def __init__(self, name: str = "call-1") -> None:
        super().__init__()
        self.name = name
        self.local_participant = LoopbackLocalParticipant()
        self.remote_participants: dict[str, LoopbackParticipant] = {}
        self.is_there = True

    def isconnected(self) -> bool:
        """Tell whether we are in the room."""
        return self.is_there

    def add(self, participant: LoopbackParticipant) -> LoopbackParticipant:
        """Have somebody come in."""
        return self.introduce(participant)

    def introduce(self, participant: LoopbackParticipant) -> LoopbackParticipant:
        """Tell of somebody who is in. livekit-server 1.9.12 does so up to 3 s late if they publish nothing."""
        self.remote_participants[participant.identity] = participant
        self.emit("participant_connected", participant)
        self.emit("participant_active", participant)
        return participant

    def publish(self, participant: LoopbackParticipant, track: Any) -> LoopbackPublication:
        """The participant publishes audio; `track_subscribed` comes once somebody subscribes."""
        publication = LoopbackPublication()

        def on_subscribed() -> None:
            publication.track = track
            self.emit("track_subscribed", track, publication, participant)

        publication.on_subscribed = on_subscribed
        participant.track_publications[f"TR_{len(participant.track_publications)}"] = publication
        self.emit("track_published", publication, participant)
        return publication

    def remove(self, participant: LoopbackParticipant, reason: int) -> None:
        """Have somebody leave."""
        del self.remote_participants[participant.identity]
        participant.disconnect_reason = reason
        self.emit("participant_disconnected", participant)


class Microphone:
    """A participant's microphone: a real track of this process."""

    def __init__(self) -> None:
        self.source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=1000)
        self.track = rtc.LocalAudioTrack.create_audio_track("caller", self.source)

    async def say(self, pcm: bytes) -> None:
        """Say it: mono int16, 16 kHz; waits while a second is ahead."""
        for start in range(0, len(pcm), PACKET_BYTES):
            packet = pcm[start : start + PACKET_BYTES]
            await self.source.capture_frame(
                rtc.AudioFrame(data=packet, sample_rate=RATE_HZ, num_channels=1, samples_per_channel=len(packet) // 2)
            )

    async def speak(self, to_say: bytearray) -> None:
        """Send what is put into `to_say` at the pace of speech, and silence when it is empty; never returns."""
        due_s = time.monotonic()
        while True:
            due_s += PACKET_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            packet = bytes(to_say[:PACKET_BYTES]).ljust(PACKET_BYTES, b"\0")
            del to_say[:PACKET_BYTES]
            await self.say(packet)

    async def aclose(self) -> None:
        """Release the source."""
        await self.source.aclose()
